import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CohortsRepository,
  itemsPerChunk,
  ItemsWriter,
  UploadsRepository,
  type RunRow,
  storageKeys,
} from '@echocohort/platform';
import { type CohortSpec, type Item, type ItemsSpec, newRunId, type RunSpec } from '@echocohort/shared';
import {
  beatingClipOf,
  cohortSpecOf,
  expectEventually,
  runSpecOf,
  startPostgres,
  startRedis,
  type RedisRig,
  type Rig,
} from '@echocohort/testing';
import {
  bulkDepth,
  createRun,
  dispatchRun,
  openSystem,
  provenanceOf,
  recordOf,
  samplesOf,
  startWorker,
  storeClip,
  type TestSystem,
  type TestWorker,
} from '../system.rig.js';

let postgres: Rig;
let redis: RedisRig;
let system: TestSystem;
let started: TestWorker;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  system = await openSystem(postgres.url, redis.url);
  started = await startWorker(system);
});
afterAll(async () => {
  await started.worker.close();
  await system.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});
afterEach(() => system.database.db.deleteFrom('tickets').execute());

const bundleRef = (): RunSpec['bundle'] => {
  const { manifest, fingerprint } = system.bundle;
  return { name: manifest.name, version: manifest.version, fingerprint };
};
const cohortOf = (overrides: Partial<CohortSpec>): Promise<RunRow> =>
  createRun(system, cohortSpecOf({ bundle: bundleRef(), lengths: [8], tolerancePp: 50, ...overrides }));

/** The run once it is over. */
const made = async (run: RunRow, count = run.samplesTotal): Promise<RunRow> => {
  await dispatchRun(system, run, count);
  return expectEventually(
    async () => {
      const now = await system.runs.find(system.tenantId, run.id);
      expect(now).toMatchObject({ status: 'succeeded' });
      return now as RunRow;
    },
    { timeoutMs: 60_000 },
  );
};
const videosOf = async (run: RunRow): Promise<(string | null)[]> =>
  (await samplesOf(system, run)).map(({ videoSha256 }) => videoSha256);

describe('twins of a cohort', () => {
  it.each(['an anchor frame', 'a clip'])('are the samples of one noise, each with its own EF: %s', async (from) => {
    const clip = from === 'a clip' ? await storeClip(system, beatingClipOf()) : null;
    const sources = clip ? [{ clipId: clip.id, split: 'train' }] : [];
    const cohort = await made(await cohortOf({ sources, samples: 4 }));
    const generated = async (targetEfPercent: number) => {
      const source = clip ? ({ kind: 'clip', clipId: clip.id } as const) : ({ kind: 'none' } as const);
      const spec = { bundle: bundleRef(), source, targetEfPercents: [targetEfPercent], samples: 2, tolerancePp: 50 };
      return videosOf(await made(await createRun(system, runSpecOf({ ...spec, frames: 8 }))));
    };
    const [low, high] = [await generated(35), await generated(60)];
    expect(new Set([...low, ...high]).size).toBe(4);
    expect(await videosOf(cohort)).toEqual([low[0], high[0], low[1], high[1]]);
  });

  it('say whose noise they are of, and which split their source is in', async () => {
    const clip = await storeClip(system, beatingClipOf());
    const run = await made(await cohortOf({ sources: [{ clipId: clip.id, split: 'test' }], samples: 4 }));
    const samples = await samplesOf(system, run);
    const provenances = await Promise.all(samples.map((sample) => provenanceOf(system, sample)));
    expect(provenances.map(({ index, noiseIndex }) => [index, noiseIndex])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
    expect(await recordOf(system, samples[1]!)).toMatchObject({ split: 'test', source: { clipId: clip.id } });
  });
});

describe('samples that were uploaded as items', () => {
  /** Stored as an upload does it, with the worker's bundle. */
  const uploadedOf = async (items: readonly Item[], overrides: Partial<ItemsSpec> = {}): Promise<RunRow> => {
    const parts: Uint8Array[] = [];
    const writer = new ItemsWriter((bytes) => Promise.resolve(parts.push(bytes)));
    for (const item of items) await writer.add(item);
    const { ref, sizeBytes: bytes } = await writer.end();
    const upload = { runId: newRunId(), bytes };
    const { tenantId } = system;
    await new UploadsRepository(system.database).begin(tenantId, upload.runId);
    const key = storageKeys.runItems(tenantId, upload.runId);
    await system.storage.put(key, Buffer.concat(parts), { contentType: 'application/octet-stream' });
    const spec: ItemsSpec = {
      ...{ version: 3, bundle: bundleRef(), sources: [], items: ref, lengths: [8], meanFrames: 8 },
      ...{ seed: 3, samples: items.length, tolerancePp: 50, maxAttempts: 4, ...overrides },
    };
    return (await system.runs.create(tenantId, { lane: 'bulk', spec, upload })).run;
  };
  const itemOf = (customId: string, facts: Partial<Item> = {}): Item => ({
    ...{ customId, targetEfPercent: 40, frames: 8, ...facts },
  });

  it('are made bit for bit as generations make them, and say what their owner calls them', async () => {
    const clip = await storeClip(system, beatingClipOf());
    const items = [
      itemOf('anchor'),
      itemOf('own seed', { seed: 11 }),
      itemOf('twin', { seed: 11, targetEfPercent: 60 }),
      itemOf('of a clip', { source: 0, observedFrames: [2], seed: 11 }),
    ];
    const run = await made(await uploadedOf(items, { sources: [{ clipId: clip.id, split: 'test' }] }), 3);
    const generated = async (facts: Parameters<typeof runSpecOf>[0]) => {
      const spec = { bundle: bundleRef(), targetEfPercents: [40], frames: 8, tolerancePp: 50, samples: 1, ...facts };
      return (await videosOf(await made(await createRun(system, runSpecOf(spec)))))[0];
    };
    const source = { kind: 'clip' as const, clipId: clip.id, observedFrames: [2] };
    const videos = await videosOf(run);
    expect(videos).toEqual([
      await generated({ seed: 3 }),
      await generated({ seed: 11 }),
      await generated({ seed: 11, targetEfPercents: [60] }),
      await generated({ seed: 11, source }),
    ]);
    expect(new Set(videos).size).toBe(4);
    const samples = await samplesOf(system, run);
    const records = await Promise.all(samples.map((sample) => recordOf(system, sample)));
    expect(records.map((record) => record['customId'])).toEqual(items.map(({ customId }) => customId));
    expect(records.map((record) => record['split'])).toEqual([undefined, undefined, undefined, 'test']);
    expect((await provenanceOf(system, samples[2]!)).noiseIndex).toBe(0);
  });

  it('lie in chunks, of which a worker reads those that its tickets need', async () => {
    const items = Array.from({ length: itemsPerChunk + 2 }, (_, k) =>
      itemOf(`n${k}`, { targetEfPercent: 20 + (k % 60) }),
    );
    const run = await uploadedOf(items);
    const slice = { count: items.length - 3 };
    // The first tickets are nobody's: only the last three samples are queued.
    const [, last] = await system.dispatch.issue([slice, { count: 3 }].map((of) => ({ runId: run.id, ...of })));
    await system.queue.add([last!]);
    const samples = await expectEventually(
      async () => {
        const found = await samplesOf(system, run);
        expect(found).toHaveLength(3);
        return found;
      },
      { timeoutMs: 60_000 },
    );
    expect(samples.map(({ index, targetEfPercent }) => [index, targetEfPercent])).toEqual(
      [1_023, 1_024, 1_025].map((k) => [k, 20 + (k % 60)]),
    );
  });
});

describe('the life of a cohort, as a worker sees it', () => {
  it('is longer than it knew, when the cohort is extended', async () => {
    const run = await made(await cohortOf({ samples: 2 }));
    await new CohortsRepository(system.database).extend(system.tenantId, run.id, 5);
    const extended = await made((await system.runs.find(system.tenantId, run.id))!, 3);
    expect(extended).toMatchObject({ succeeded: 5, failed: 0 });
    const whole = await made(await cohortOf({ samples: 5 }));
    expect(await videosOf(extended)).toEqual(await videosOf(whole));
  });

  it('rests while it is paused, and nothing of it is lost', async () => {
    const cohorts = new CohortsRepository(system.database);
    const run = await cohortOf({ samples: 6 });
    const tickets = await system.dispatch.issue([
      { runId: run.id, count: 3 },
      { runId: run.id, count: 3 },
    ]);
    await cohorts.pause(system.tenantId, run.id);
    await system.queue.add(tickets);
    await expectEventually(async () => expect(await bulkDepth(system)).toMatchObject({ waiting: 0, active: 0 }));
    expect(await samplesOf(system, run)).toEqual([]);
    await cohorts.resume(system.tenantId, run.id);
    await system.queue.add(await system.dispatch.reissue(tickets.map(({ ticketId }) => ticketId)));
    await expectEventually(
      async () => expect(await system.runs.find(system.tenantId, run.id)).toMatchObject({ succeeded: 6 }),
      { timeoutMs: 60_000 },
    );
  });
});
