import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Item, type ItemsSpec, newRunId, newTenantId } from '@echocohort/shared';
import { runSpecOf, startS3 } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStorage, ItemsWriter, SampleSpecs, storageKeys, type SpecifiedRun, type StoragePort } from '../index.js';

interface Opened {
  readonly storage: StoragePort;
  readonly stop: () => Promise<unknown>;
}

const openFiles = async (): Promise<Opened> => {
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-items-'));
  const storage = createStorage({ driver: 'file', dir, publicUrl: null, secret: '' });
  return { storage, stop: () => rm(dir, { recursive: true }) };
};
const openS3 = async (): Promise<Opened> => {
  const rig = await startS3();
  return { storage: createStorage({ driver: 's3', forcePathStyle: true, ...rig }), stop: () => rig.stop() };
};

const itemOf = (index: number): Item => ({ customId: `item ${index}`, targetEfPercent: 5 + (index % 80), frames: 8 });

describe.each([
  ['files', openFiles],
  ['S3', openS3],
] as const)('the items of a run, in %s', (_name, open) => {
  let opened: Opened;
  let storage: StoragePort;

  beforeAll(async () => {
    opened = await open();
    ({ storage } = opened);
    await storage.prepare();
  });
  afterAll(() => opened.stop());

  const place = () => ({ tenantId: newTenantId(), id: newRunId() });
  const put = (run: ReturnType<typeof place>, bytes: Uint8Array) =>
    storage.put(storageKeys.runItems(run.tenantId, run.id), bytes, { contentType: 'application/octet-stream' });
  /** A run of so many items, and the bytes of their object. */
  const store = async (items: number): Promise<{ run: SpecifiedRun & { spec: ItemsSpec }; object: Buffer }> => {
    const parts: Uint8Array[] = [];
    const writer = new ItemsWriter((bytes) => Promise.resolve(parts.push(bytes)));
    for (let index = 0; index < items; index += 1) await writer.add(itemOf(index));
    const { ref, sizeBytes } = await writer.end();
    const object = Buffer.concat(parts);
    expect(object.length).toBe(sizeBytes);
    const { bundle } = runSpecOf();
    const spec: ItemsSpec = {
      ...{ version: 3, bundle, sources: [], items: ref, lengths: [8], meanFrames: 8 },
      ...{ seed: 7, samples: items, tolerancePp: 3, maxAttempts: 8 },
    };
    const run = { ...place(), spec };
    await put(run, object);
    return { run, object };
  };
  /** What is asked of the store. */
  const watched = () => {
    const reads: number[] = [];
    const get: StoragePort['get'] = (key, options = {}) => {
      const { start = 0, end = 0 } = options.range ?? {};
      reads.push(end - start + 1);
      return storage.get(key, options);
    };
    return { reads, get };
  };

  it('are read where they stand: an index and a chunk, once, whoever asks and however many', async () => {
    const { run, object } = await store(2_500);
    const { reads, get } = watched();
    const specs = new SampleSpecs({ get });
    const indices = [0, 1_023, 1_024, 2_499, 5];
    const samples = await Promise.all([specs.of(run, indices), specs.of(run, indices)]);
    for (const found of samples) {
      expect(found.map(({ index, customId }) => [index, customId])).toEqual(indices.map((k) => [k, `item ${k}`]));
      expect(found.map(({ targetEfPercent }) => targetEfPercent)).toEqual(indices.map((k) => 5 + (k % 80)));
    }
    expect(reads).toHaveLength(4);
    expect(reads.reduce((sum, bytes) => sum + bytes, 0)).toBe(object.length);
    await expect(specs.of(run, [2_500])).rejects.toThrow(RangeError);
  });

  it('are kept in bounds', async () => {
    const { run } = await store(3 * 1_024);
    const { reads, get } = watched();
    const specs = new SampleSpecs({ get }, { items: 2 * 1_024, entries: 10 });
    for (const index of [0, 1_024, 1, 2_048, 2]) await specs.of(run, [index]);
    expect(reads).toHaveLength(1 + 3);
    await specs.of(run, [1_024]);
    expect(reads).toHaveLength(1 + 4);
  });

  it('are believed only when they are those that the spec names', async () => {
    const { run, object } = await store(2_000);
    const spoil = async (at: number) => {
      const bytes = Buffer.from(object);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      const spoilt = { ...run, ...place() };
      await put(spoilt, bytes);
      return new SampleSpecs(storage).of(spoilt, [0]);
    };
    await expect(spoil(40)).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(spoil(object.length - 1)).rejects.toMatchObject({ code: 'storage-failed' });
    // The other chunk: nobody has asked for it.
    expect(await spoil(object.length - run.spec.items.indexBytes - 1)).toHaveLength(1);
    const other = { ...run, spec: { ...run.spec, items: { ...run.spec.items, indexSha256: '0'.repeat(64) } } };
    await expect(new SampleSpecs(storage).of(other, [0])).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(new SampleSpecs(storage).of({ ...run, ...place() }, [0])).rejects.toMatchObject({
      code: 'object-lost',
    });
  });

  it('are not asked for where a spec says all', async () => {
    const { reads, get } = watched();
    const run = { ...place(), spec: runSpecOf() };
    expect((await new SampleSpecs({ get }).of(run, [3]))[0]).toMatchObject({ index: 3, customId: null });
    expect(reads).toEqual([]);
  });
});
