import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStorage, newTake, storageKeys, type StorageOptions } from '@echocohort/platform';
import { newRunId, newTenantId } from '@echocohort/shared';
import { UploadThreads } from './upload-threads.js';

const contentType = 'image/png';
let options: StorageOptions & { driver: 'file' };
let uploads: UploadThreads;
beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-uploads-'));
  options = { driver: 'file', dir, publicUrl: '', secret: '' };
  uploads = new UploadThreads(options);
});
afterAll(async () => {
  await uploads.close();
  await rm(options.dir, { recursive: true });
});

const keyOf = (index: number): string =>
  storageKeys.sampleSheet({ tenantId: newTenantId(), runId: newRunId(), index, take: newTake() });

describe('UploadThreads', () => {
  it('put what they are given, views and slices of a pool among them, and leave it as it was', async () => {
    const bytes = [new Uint8Array([1, 2]), new Uint8Array([9, 3, 9]).subarray(1, 2), Buffer.from('a record')];
    const objects = bytes.map((each, index) => ({ key: keyOf(index), each }));
    await Promise.all(objects.map(({ key, each }) => uploads.put(key, each, { contentType })));
    const storage = createStorage(options);
    for (const { key, each } of objects) expect(Buffer.from(await storage.get(key)).equals(each)).toBe(true);
    expect(bytes.map(({ length }) => length)).toEqual([2, 1, 8]);
  });

  it('tell of an object that cannot be stored as the store would, and store those beside it', async () => {
    const good = keyOf(0);
    const [bad, stored] = await Promise.allSettled(
      ['no key', good].map((key) => uploads.put(key, new Uint8Array(1), { contentType })),
    );
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'invalid-request' } });
    expect(stored).toMatchObject({ status: 'fulfilled' });
    expect(await createStorage(options).head(good)).toMatchObject({ sizeBytes: 1 });
  });

  it('call it an outage when they are closed meanwhile', async () => {
    const leaving = new UploadThreads(options);
    const underWay = leaving.put(keyOf(0), new Uint8Array(1), { contentType });
    await new Promise((resolve) => setImmediate(resolve));
    const [outcome] = await Promise.allSettled([underWay, leaving.close()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage-failed' } });
  });
});
