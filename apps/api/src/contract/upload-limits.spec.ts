import { readdir, readlink } from 'node:fs/promises';
import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http';
import { encodeNpy } from '@echocohort/media';
import { ClipsRepository, storageKeys } from '@echocohort/platform';
import { type Problem, problemSchema } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clipSchema } from '../clips/clips.schema.js';
import { UploadAdmission } from '../uploads/upload-admission.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

const tenGigabytes = 10 * 1024 ** 3;
const uploadMaxBytes = 32 * 1024 * 1024;
const memoryMaxBytes = 100 * 1024 * 1024;
const partHead = '--x\r\nContent-Disposition: form-data; name="file"; filename="big.dcm"\r\n\r\n';

interface Refusal {
  readonly status: number;
  readonly problem: Problem;
  /** Bytes that the connection took before and after the answer. */
  readonly sentBytes: number;
  readonly memoryGrowthBytes: number;
}

/** Sends form bytes for as long as the connection takes them. */
const pour = (upload: ClientRequest, onSent: (bytes: number) => void): void => {
  const chunk = Buffer.alloc(256 * 1024, 7);
  const next = () => {
    while (!upload.destroyed) {
      onSent(chunk.length);
      if (!upload.write(chunk)) {
        upload.once('drain', next);
        return;
      }
    }
  };
  upload.write(partHead);
  next();
};

/** Files without a name that this process has open: uploads on their way, and what is made of them. */
const unnamedFiles = async (): Promise<string[]> => {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((path) => /echocohort-[0-9a-f-]{36} \(deleted\)$/.test(path));
};

/** Begins an upload and leaves it unfinished. */
const beginUpload = (test: TestApi, secret: string, headers: Record<string, string> = {}) => {
  const upload = request(`${test.url}/v1/clips`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'multipart/form-data; boundary=x', ...headers },
  });
  upload.on('error', () => undefined);
  const answer = new Promise<{ status: number; headers: IncomingHttpHeaders }>((resolve) => {
    upload.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
  });
  upload.write(`${partHead}half a file`);
  return { upload, answer };
};

describe('an upload without end', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    const config = { uploadMaxBytes };
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url, config });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const uploads = () => test.api.app.get(UploadAdmission).uploads;
  const expectNothingLeft = () =>
    expectEventually(async () =>
      expect({ files: await unnamedFiles(), uploads: uploads() }).toEqual({ files: [], uploads: 0 }),
    );

  const endlessUpload = (headers: Record<string, string>): Promise<Refusal> =>
    new Promise((resolve, reject) => {
      let sentBytes = 0;
      let peakBytes = 0;
      const startBytes = process.memoryUsage().rss;
      const upload = request(`${test.url}/v1/clips`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${test.alice.secret}`,
          'Content-Type': 'multipart/form-data; boundary=x',
          ...headers,
        },
      });
      let answer: { status: number; text: string } | null = null;
      upload.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => (answer = { status: response.statusCode ?? 0, text }));
        response.on('error', () => undefined);
      });
      // The connection is closed under the sender, which is how it learns to stop.
      upload.on('error', (error) => {
        if (answer === null) reject(error);
      });
      upload.on('close', () => {
        if (answer === null) return;
        const problem = problemSchema.parse(JSON.parse(answer.text));
        resolve({ status: answer.status, problem, sentBytes, memoryGrowthBytes: peakBytes - startBytes });
      });
      pour(upload, (bytes) => {
        sentBytes += bytes;
        peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
      });
    });

  it.each([
    ['declared as 10 GB', { 'Content-Length': String(tenGigabytes) }],
    ['sent in chunks of unknown number', { 'Transfer-Encoding': 'chunked' }],
  ])('is refused, %s, and its connection closed', async (_name, headers) => {
    const { status, problem, sentBytes, memoryGrowthBytes } = await endlessUpload(headers);
    expect(status).toBe(413);
    expect(problem).toMatchObject({ code: 'payload-too-large', errors: [{ field: 'file' }] });
    expect(sentBytes).toBeLessThan(tenGigabytes);
    expect(memoryGrowthBytes).toBeLessThan(memoryMaxBytes);
    await expectNothingLeft();
  });

  it('is refused before its body when it has no key', async () => {
    const authorization = { Authorization: 'Bearer nothing', 'Content-Length': String(tenGigabytes) };
    const { status, problem } = await endlessUpload(authorization);
    expect(status).toBe(401);
    expect(problem.code).toBe('unauthenticated');
  });

  it('leaves nothing behind when its sender goes away', async () => {
    const { upload } = beginUpload(test, test.alice.secret);
    await expectEventually(async () => expect(await unnamedFiles()).toHaveLength(1));
    upload.destroy();
    await expectNothingLeft();
  });

  it('takes a file of just the limit to the reader, and none of a byte more', async () => {
    const upload = (size: number) => test.alice.client.upload('/v1/clips', new Uint8Array(size), 'zeros.dcm');
    expect((await upload(uploadMaxBytes)).problem().code).toBe('unsupported-media');
    expect((await upload(uploadMaxBytes + 1)).problem().code).toBe('payload-too-large');
    await expectNothingLeft();
  });
});

describe('uploads on their way', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    // Of four, one tenant may have one.
    const config = { uploadMaxBytes, uploadsMax: 4 };
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url, config });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const npy = encodeNpy(greyClipOf({ frames: 8 }));
  const upload = (name = 'clip.npy', who = test.alice) => who.client.upload('/v1/clips', npy, name);
  const uploads = () => test.api.app.get(UploadAdmission).uploads;

  it('are refused before they are received when their tenant has enough, and told when to come back', async () => {
    const first = beginUpload(test, test.alice.secret);
    await expectEventually(() => expect(uploads()).toBe(1));
    const second = await beginUpload(test, test.alice.secret, { 'Content-Length': '30000000' }).answer;
    expect([second.status, second.headers['retry-after']]).toEqual([429, '5']);
    expect((await upload('clip.npy', test.bob)).status).toBe(201);
    first.upload.destroy();
    await expectEventually(() => expect(uploads()).toBe(0));
    expect((await upload()).status).toBe(201);
  });

  it('may have any name: what no text can hold is left out of it', async () => {
    const body = Buffer.concat([
      Buffer.from(`--x\r\nContent-Disposition: form-data; name="file"; filename*=UTF-8''a%00b%07.npy\r\n\r\n`),
      npy,
      Buffer.from('\r\n--x--\r\n'),
    ]);
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    const answer = await test.alice.client.send('/v1/clips', { method: 'POST', body, headers });
    expect(answer.status).toBe(201);
    expect(answer.json(clipSchema).originalName).toBe('ab.npy');
  });

  it('leave no object behind when they cannot be written down', async () => {
    const stored = async (): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of test.storage.list(storageKeys.tenantPrefix(test.alice.tenantId))) keys.push(key);
      return keys;
    };
    const before = await stored();
    const clips = test.api.app.get(ClipsRepository);
    const insert = clips.insert.bind(clips);
    clips.insert = async () => {
      expect(await stored()).toHaveLength(before.length + 2);
      throw new Error('the database is full');
    };
    expect((await upload()).status).toBe(500);
    clips.insert = insert;
    expect(await stored()).toEqual(before);
    expect((await upload()).status).toBe(201);
    expect(await stored()).toHaveLength(before.length + 2);
    expect(await unnamedFiles()).toEqual([]);
  });
});
