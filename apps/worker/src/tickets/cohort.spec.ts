import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CohortsRepository, type RunRow } from '@echocohort/platform';
import { type CohortSpec, type RunSpec } from '@echocohort/shared';
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
