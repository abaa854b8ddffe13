import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newClipId, newRunId, newTenantId, type EchoError, type RunId, type TenantId } from '@echocohort/shared';
import { freePort, startS3, type S3Rig } from '@echocohort/testing';
import { createStorage, newTake, storageKeys, verifyFileUrl, type StoragePort } from '../index.js';

const secret = 'signing-secret';
const publicUrl = 'http://localhost:1';
const bytesOf = (size: number, salt = 0): Uint8Array =>
  Uint8Array.from({ length: size }, (_, k) => (k * 7 + salt) % 256);
async function* asyncly(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
const mp4 = { contentType: 'video/mp4' };

interface Opened {
  storage: StoragePort;
  /** What a GET of a signed URL gives. */
  fetchSigned(url: string, key: string): Promise<{ status: number; bytes: Uint8Array }>;
  stop(): Promise<void>;
}

const openFiles = async (): Promise<Opened> => {
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-files-'));
  const storage = createStorage({ driver: 'file', dir: join(dir, 'objects'), publicUrl, secret });
  return {
    storage,
    fetchSigned: async (url, key) => {
      const { pathname, searchParams } = new URL(url);
      const query = { expires: searchParams.get('expires') ?? '', signature: searchParams.get('signature') ?? '' };
      const valid = pathname === `/v1/files/${key}` && verifyFileUrl(secret, key, query);
      return valid ? { status: 200, bytes: await storage.get(key) } : { status: 403, bytes: new Uint8Array() };
    },
    stop: () => rm(dir, { recursive: true }),
  };
};

let s3: S3Rig;
const s3Options = (rig: S3Rig) => ({ driver: 's3', forcePathStyle: true, ...rig }) as const;

const openS3 = (): Promise<Opened> =>
  Promise.resolve({
    storage: createStorage(s3Options(s3)),
    fetchSigned: async (url) => {
      const response = await fetch(url);
      return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
    },
    stop: () => Promise.resolve(),
  });

/** Another host in front of a server, which passes on by what name it was asked for. */
const startProxy = async (target: string): Promise<{ url: string; stop(): Promise<void> }> => {
  const server = createServer(({ url, method, headers }, response) => {
    request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const keyAt = (tenantId: TenantId, runId: RunId, index: number, take = newTake()): string =>
  storageKeys.sampleVideo({ tenantId, runId, index, take });
const newKey = (): string => keyAt(newTenantId(), newRunId(), 0);

describe.each([
  ['file', openFiles],
  ['s3', openS3],
] as const)('storage port, driver %s', (_driver, open) => {
  let opened: Opened;
  let storage: StoragePort;
  beforeAll(async () => {
    opened = await open();
    storage = opened.storage;
    await storage.prepare();
    await storage.prepare();
  });
  afterAll(() => opened.stop());

  const collect = async (prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of storage.list(prefix)) keys.push(key);
    return keys;
  };
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no error',
      (error: unknown) => (error as EchoError).code,
    );

  it('gives back the bytes that were put, and what is known of them', async () => {
    const key = newKey();
    const bytes = bytesOf(100_003);
    await storage.put(key, bytes, mp4);
    expect(Buffer.compare(await storage.get(key), bytes)).toBe(0);
    const head = await storage.head(key);
    expect(head).toMatchObject({ sizeBytes: 100_003, contentType: 'video/mp4' });
    await storage.put(key, bytesOf(100_002), mp4);
    expect((await storage.head(key))?.etag).not.toBe(head?.etag);
    expect(head?.etag).toMatch(/^[^"]+$/);
  });

  it('stores what is read from a stream, and nothing that ends early', async () => {
    const bytes = bytesOf(3_000_001);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const source = (part: Uint8Array) => ({
      sizeBytes: bytes.length,
      sha256,
      read: () => asyncly([part.slice(0, 9), part.slice(9)]),
    });
    const [key, other] = [newKey(), newKey()];
    await storage.put(key, source(bytes), mp4);
    expect(Buffer.compare(await storage.get(key), bytes)).toBe(0);
    expect(await storage.head(key)).toMatchObject({ sizeBytes: bytes.length, contentType: 'video/mp4' });
    expect(await codeOf(storage.put(other, source(bytes.subarray(0, 1_000_000)), mp4))).toBe('storage-failed');
    const changed = bytes.map((value, i) => (i === 2_000_000 ? value ^ 1 : value));
    expect(await codeOf(storage.put(other, source(changed), mp4))).toBe('storage-failed');
    expect(await storage.head(other)).toBeNull();
  });

  it('stores an empty object', async () => {
    const key = newKey();
    await storage.put(key, new Uint8Array(), mp4);
    expect(await storage.get(key)).toHaveLength(0);
    expect(await storage.head(key)).toMatchObject({ sizeBytes: 0 });
  });

  it('replaces an object whole', async () => {
    const key = newKey();
    await storage.put(key, bytesOf(500), mp4);
    await storage.put(key, bytesOf(20, 9), mp4);
    expect([...(await storage.get(key))]).toEqual([...bytesOf(20, 9)]);
  });

  it('shows one whole version while many write', async () => {
    const key = newKey();
    const versions = Array.from({ length: 8 }, (_, k) => bytesOf(50_000, k));
    await storage.put(key, versions[0]!, mp4);
    const writes = versions.map((bytes) => storage.put(key, bytes, mp4));
    const seen = await Promise.all(Array.from({ length: 16 }, () => storage.get(key)));
    await Promise.all(writes);
    const known = new Set(versions.map((bytes) => Buffer.from(bytes).toString('latin1')));
    for (const bytes of seen) expect(known.has(Buffer.from(bytes).toString('latin1'))).toBe(true);
  });

  it('reads ranges, both ends included, cut at the end of the object', async () => {
    const key = newKey();
    const bytes = bytesOf(1_000);
    await storage.put(key, bytes, mp4);
    const read = async (start: number, end: number): Promise<number[]> => [
      ...(await storage.get(key, { range: { start, end } })),
    ];
    expect(await read(0, 0)).toEqual([bytes[0]]);
    expect(await read(128, 255)).toEqual([...bytes.subarray(128, 256)]);
    expect(await read(990, 5_000)).toEqual([...bytes.subarray(990)]);
    expect(await codeOf(read(1_000, 1_001))).toBe('invalid-request');
    expect(await codeOf(read(5, 4))).toBe('invalid-request');
    expect(await codeOf(read(-1, 4))).toBe('invalid-request');
  });

  it('says that a key is missing', async () => {
    const key = newKey();
    expect(await codeOf(storage.get(key))).toBe('not-found');
    expect(await codeOf(storage.get(key, { range: { start: 0, end: 1 } }))).toBe('not-found');
    expect(await storage.head(key)).toBeNull();
  });

  it('deletes an object, and one that is not there without an error', async () => {
    const key = newKey();
    await storage.put(key, bytesOf(3), mp4);
    await storage.delete(key);
    await storage.delete(key);
    expect(await storage.head(key)).toBeNull();
  });

  it('deletes many objects, also those that are not there, and no other', async () => {
    const [tenantId, runId] = [newTenantId(), newRunId()];
    const keys = Array.from({ length: 40 }, (_, index) => keyAt(tenantId, runId, index));
    await Promise.all(keys.map((key) => storage.put(key, bytesOf(3), mp4)));
    const missing = Array.from({ length: 1_100 }, (_, index) => keyAt(tenantId, runId, 100 + index));
    await storage.deleteMany([...keys.slice(0, 20), ...missing, ...keys.slice(20, 39)]);
    expect(await collect(storageKeys.runPrefix(tenantId, runId))).toEqual(keys.slice(39));
    await storage.deleteMany([]);
    await storage.deleteMany(keys);
    expect(await collect(storageKeys.runPrefix(tenantId, runId))).toEqual([]);
  });

  it('lists the keys of a prefix in order, and no other tenant', async () => {
    const [tenantId, otherId, runId, clipId] = [newTenantId(), newTenantId(), newRunId(), newClipId()];
    const keys = [
      ...[0, 1, 1, 2, 10, 11].map((index) => keyAt(tenantId, runId, index)),
      ...[0, 1, 10].map((index) => keyAt(tenantId, runId, index, '')),
      storageKeys.clipFrames(tenantId, clipId),
    ];
    const theirs = keyAt(otherId, runId, 0);
    for (const key of [...keys, theirs]) await storage.put(key, bytesOf(1), mp4);
    expect(await collect(storageKeys.tenantPrefix(tenantId))).toEqual([...keys].sort());
    expect(await collect(storageKeys.runPrefix(tenantId, runId))).toEqual(
      keys.filter((key) => key.includes(runId)).sort(),
    );
    expect(await collect(storageKeys.runPrefix(tenantId, newRunId()))).toEqual([]);
    for (const key of [...keys, theirs]) await storage.delete(key);
    expect(await collect(storageKeys.tenantPrefix(tenantId))).toEqual([]);
  });

  it('refuses every key and prefix that the key builder does not make', async () => {
    const key = newKey();
    const wrong = [
      '',
      '/etc/passwd',
      'tenants/../../etc/passwd',
      key.replace('/runs/', '/runs/../runs/'),
      `${key}/..`,
      key.replace('clip.mp4', '../../../x.mp4'),
      key.replace('clip.mp4', '.hidden'),
      `${key}\0`,
      `/${key}`,
      key.toLowerCase(),
    ];
    for (const each of wrong) {
      const work = [storage.get(each), storage.head(each), storage.put(each, bytesOf(1), mp4), storage.delete(each)];
      for (const code of await Promise.all(work.map(codeOf))) expect(code).toBe('invalid-request');
      expect(await codeOf(storage.deleteMany([newKey(), each]))).toBe('invalid-request');
      expect(await codeOf(Promise.resolve().then(() => storage.signedUrl(each, 60)))).toBe('invalid-request');
    }
    for (const prefix of ['', 'tenants/', 'tenants/ten_', '../', key.slice(0, 20)])
      expect(await codeOf(collect(prefix))).toBe('invalid-request');
  });

  it('signs URLs that open one object until they expire', async () => {
    const key = newKey();
    await storage.put(key, bytesOf(64), mp4);
    const url = await storage.signedUrl(key, 60);
    const { status, bytes } = await opened.fetchSigned(url, key);
    expect([status, ...bytes]).toEqual([200, ...bytesOf(64)]);
    const forged = new URL(url);
    const name = forged.searchParams.has('signature') ? 'signature' : 'X-Amz-Signature';
    const signature = forged.searchParams.get(name)!;
    forged.searchParams.set(name, (signature.startsWith('a') ? 'b' : 'a') + signature.slice(1));
    expect((await opened.fetchSigned(forged.href, key)).status).toBe(403);
    const longer = new URL(url);
    const expiry = longer.searchParams.has('expires') ? 'expires' : 'X-Amz-Expires';
    longer.searchParams.set(expiry, String(Number(longer.searchParams.get(expiry)) + 600));
    expect((await opened.fetchSigned(longer.href, key)).status).toBe(403);
  });
});

describe('s3 driver', () => {
  it('notices that the bytes are not those that were put', async () => {
    const { endpoint, region, bucket, accessKeyId, secretAccessKey } = s3;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    const key = newKey();
    const bytes = bytesOf(100);
    const put = (sha256: string): Promise<unknown> =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, Metadata: { sha256 } }));
    const storage = createStorage(s3Options(s3));
    await put(createHash('sha256').update(bytes).digest('hex'));
    expect(await storage.get(key)).toHaveLength(100);
    await put('0'.repeat(64));
    await expect(storage.get(key)).rejects.toMatchObject({ code: 'storage-failed' });
    client.destroy();
  });

  it('signs for the host that callers reach, and for no other', async () => {
    const key = newKey();
    const proxy = await startProxy(s3.endpoint);
    const storage = createStorage({ ...s3Options(s3), publicUrl: proxy.url });
    await storage.put(key, bytesOf(64), mp4);
    const url = await storage.signedUrl(key, 60);
    expect(url).toMatch(new RegExp(`^${proxy.url}/`));
    const response = await fetch(url, { headers: { range: 'bytes=8-11' } });
    expect([response.status, ...new Uint8Array(await response.arrayBuffer())]).toEqual([206, ...bytesOf(12).slice(8)]);
    expect((await fetch(url.replace(proxy.url, s3.endpoint))).status).toBe(403);
    await proxy.stop();
    await expect(fetch(url)).rejects.toThrow();
    expect(await storage.head(key)).toMatchObject({ sizeBytes: 64 });
  });

  it('says that storage does not answer, or refuses the keys', async () => {
    const key = newKey();
    const away = createStorage({ ...s3Options(s3), endpoint: `http://127.0.0.1:${await freePort()}` });
    const stranger = createStorage({ ...s3Options(s3), secretAccessKey: 'wrong' });
    for (const storage of [away, stranger]) {
      await expect(storage.get(key)).rejects.toMatchObject({ code: 'storage-failed' });
      await expect(storage.head(key)).rejects.toMatchObject({ code: 'storage-failed' });
      await expect(storage.put(key, bytesOf(1), mp4)).rejects.toMatchObject({ code: 'storage-failed' });
      await expect(storage.delete(key)).rejects.toMatchObject({ code: 'storage-failed' });
    }
  });
});

describe('file driver', () => {
  it('leaves no parts of files behind and says that storage does not answer when it cannot write', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'echocohort-files-'));
    const storage = createStorage({ driver: 'file', dir, publicUrl, secret });
    const key = newKey();
    await storage.put(key, bytesOf(5), mp4);
    expect(await readdir(join(dir, key, '..'))).toEqual(['clip.mp4']);
    await truncate(join(dir, key), 2);
    expect(await storage.head(key)).toMatchObject({ sizeBytes: 2 });
    const [other, neighbour] = [newKey(), newKey()];
    for (const each of [other, neighbour]) await storage.put(each, bytesOf(1), mp4);
    await storage.put(neighbour.replace('clip.mp4', 'sheet.png'), bytesOf(1), mp4);
    for (const each of [other, neighbour]) await storage.delete(each);
    expect(await readdir(join(dir, other, '../..'))).toEqual([]);
    expect(await readdir(join(dir, neighbour, '..'))).toEqual(['sheet.png']);
    const inside = createStorage({ driver: 'file', dir: join(dir, key), publicUrl, secret });
    await expect(inside.put(key, bytesOf(5), mp4)).rejects.toMatchObject({ code: 'storage-failed' });
    await rm(dir, { recursive: true });
  });
});

describe('verifyFileUrl', () => {
  it('takes what was signed, for that key, with that secret, until it expires, and nothing malformed', async () => {
    const storage = createStorage({ driver: 'file', dir: '/nowhere', publicUrl, secret });
    const key = newKey();
    const { searchParams } = new URL(await storage.signedUrl(key, 60));
    const query = { expires: searchParams.get('expires')!, signature: searchParams.get('signature')! };
    const expiresMs = Number(query.expires) * 1_000;
    expect(verifyFileUrl(secret, key, query)).toBe(true);
    expect(verifyFileUrl(secret, key, query, expiresMs - 1)).toBe(true);
    expect(verifyFileUrl(secret, key, query, expiresMs)).toBe(false);
    expect(verifyFileUrl('another', key, query)).toBe(false);
    expect(verifyFileUrl(secret, key.replace('clip.mp4', 'sheet.png'), query)).toBe(false);
    for (const odd of ['', 'x', `${query.signature}A`, query.signature.slice(1)])
      expect(verifyFileUrl(secret, key, { ...query, signature: odd })).toBe(false);
    for (const odd of ['', 'x', `${query.expires}0`, `0${query.expires}`, 'Infinity'])
      expect(verifyFileUrl(secret, key, { ...query, expires: odd })).toBe(false);
  });
});
