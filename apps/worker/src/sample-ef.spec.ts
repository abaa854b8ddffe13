import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { storageKeys, type RunRow } from '@echocohort/platform';
import { outlineRecordSchema, type GenerationSpec } from '@echocohort/shared';
import { expectEventually, runSpecOf, startPostgres, startRedis, type RedisRig, type Rig } from '@echocohort/testing';
import { isInShare } from './inference/shown-ef.js';
import {
  beatingClip,
  createRun,
  dispatchRun,
  metricOf,
  openSystem,
  placeOf,
  provenanceOf,
  recordOf,
  samplesOf,
  startWorker,
  storeClip,
  type TestSystem,
  type TestWorker,
} from './system.rig.js';

let postgres: Rig;
let redis: RedisRig;
let system: TestSystem;
let workers: TestWorker[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  system = await openSystem(postgres.url, redis.url);
});
afterAll(async () => {
  await system.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});
beforeEach(() => {
  workers = [];
});
afterEach(() => Promise.all(workers.map(({ worker }) => worker.close())));

const start = async (options?: Parameters<typeof startWorker>[1]): Promise<TestWorker> => {
  const started = await startWorker(system, options);
  workers.push(started);
  return started;
};

const specOf = (overrides: Partial<GenerationSpec> = {}): GenerationSpec => {
  const { manifest, fingerprint } = system.bundle;
  const bundle = { name: manifest.name, version: manifest.version, fingerprint };
  return runSpecOf({ bundle, frames: manifest.maxFrames, ...overrides });
};
const runOf = (overrides: Partial<GenerationSpec> = {}): Promise<RunRow> => createRun(system, specOf(overrides));
const ended = (run: RunRow, timeoutMs = 60_000): Promise<RunRow> =>
  expectEventually(
    async () => {
      const now = (await system.runs.find(system.tenantId, run.id)) as RunRow;
      expect(now.finishedAt).not.toBeNull();
      return now;
    },
    { timeoutMs },
  );
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** How far the worse of two readings is from a target. */
const worse = (efs: { measuredEfPercent: number | null; auditEfPercent: number | null }, target: number): number =>
  Math.max(...[efs.measuredEfPercent, efs.auditEfPercent].map((ef) => Math.abs((ef as number) - target)));

describe('verification', () => {
  it('samples again until both readings of the EF are within tolerance', async () => {
    await start();
    const run = await runOf({ samples: 16, tolerancePp: 0.3, maxAttempts: 8, targetEfPercents: [35, 60] });
    await dispatchRun(system, run, 8);
    await ended(run);
    const samples = await samplesOf(system, run);
    for (const sample of samples) expect(sample.accepted).toBe(worse(sample, sample.targetEfPercent) <= 0.3);
    expect(Math.max(...samples.map(({ attempts }) => attempts))).toBeGreaterThan(1);
    expect(samples.filter(({ accepted }) => accepted).length).toBeGreaterThan(8);
    for (const sample of samples) {
      const { attempts, measuredEfPercent, auditEfPercent } = sample;
      const provenance = await provenanceOf(system, sample);
      expect(provenance.attempts).toHaveLength(attempts);
      expect(provenance.attempts[provenance.attempt]).toMatchObject({ measuredEfPercent, auditEfPercent });
      expect(provenance).toMatchObject({ measurement: 'carried', efMethod: expect.stringContaining('not clinical') });
      expect(provenance.auditAreaPx2).toHaveLength(provenance.lvAreaPx2.length);
    }
  });

  it('keeps the best of its attempts when the target is out of reach, and does not accept it', async () => {
    await start();
    const run = await runOf({ samples: 24, tolerancePp: 0.1, maxAttempts: 2, targetEfPercents: [85] });
    await dispatchRun(system, run, 4);
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 24 });
    const refused = (await samplesOf(system, run)).filter(({ accepted }) => !accepted);
    expect(refused.length).toBeGreaterThan(1);
    for (const sample of refused) {
      const errors = (await provenanceOf(system, sample)).attempts.map((attempt) => worse(attempt, 85));
      expect(worse(sample, 85)).toBe(Math.min(...errors));
      expect(Math.min(...errors)).toBeGreaterThan(0.1);
      expect(sample.attempts).toBe(2);
      expect(await system.storage.head(storageKeys.sampleVideo(placeOf(sample)))).not.toBeNull();
    }
  });

  it('reads the made frames of a share anew, accepted or not, and says what they show', async () => {
    const { metrics } = await start({ config: { auditShare: 0.5 } });
    const run = await runOf({ samples: 40, tolerancePp: 0.1, maxAttempts: 1, targetEfPercents: [40, 85] });
    await dispatchRun(system, run, 8);
    await ended(run);
    const samples = await samplesOf(system, run);
    const looked = samples.filter(({ shownEfPercent }) => shownEfPercent !== null);
    const share = upTo(40).filter((index) => isInShare({ seed: run.spec.seed, index }, 0.5));
    expect(looked.map(({ index }) => index)).toEqual(share);
    expect(share.length).toBeGreaterThan(8);
    expect(share.length).toBeLessThan(32);
    expect(new Set(looked.map(({ accepted }) => accepted)).size).toBe(2);
    for (const { shownEfPercent, auditEfPercent } of looked) {
      expect(shownEfPercent).not.toBe(auditEfPercent);
      expect(Math.abs((shownEfPercent as number) - (auditEfPercent as number))).toBeLessThan(10);
    }
    const seen = 'echocohort_shown_ef_difference_percentage_points_count';
    expect(await metricOf(metrics, seen, { bundle: 'tiny' })).toBe(share.length);
    expect(await metricOf(metrics, 'echocohort_ef_error_percentage_points_count')).toBe(40);
  });
});

describe('the outline of a sample', () => {
  it('stands in its record, a polygon a frame that encloses the area that was measured', async () => {
    await start();
    const run = await runOf({ samples: 2, frames: 6, targetEfPercents: [30, 70] });
    await dispatchRun(system, run, 2);
    await ended(run);
    const { height, width } = system.bundle.manifest.frame;
    for (const sample of await samplesOf(system, run)) {
      const { framesPerSecond } = sample;
      const record = outlineRecordSchema.parse(await recordOf(system, sample));
      expect(record).toMatchObject({ height, width, framesPerSecond });
      expect(record.outline.frames.map(({ length }) => length)).toEqual(upTo(6).map(() => 2 * record.outline.points));
      const { lvAreaPx2: areas } = await provenanceOf(system, sample);
      const off = record.outline.frames.map((outline, t) => Math.abs(shoelace(outline) / (areas[t] as number) - 1));
      expect(Math.max(...off)).toBeLessThan(0.06);
      expect(Math.max(...areas) / Math.min(...areas)).toBeGreaterThan(1.1);
    }
  });
});

/** Area of a closed polygon, whose points are x and y in turn. */
const shoelace = (outline: readonly number[]): number => {
  const at = (i: number): number => outline[i % outline.length] as number;
  return Math.abs(
    upTo(outline.length / 2).reduce((sum, p) => sum + at(2 * p) * at(2 * p + 3) - at(2 * p + 2) * at(2 * p + 1), 0) / 2,
  );
};

describe('a source without a ventricle', () => {
  const sourceOf = async (black: readonly number[], observedFrames: number[], frames = 20) => {
    const clip = await storeClip(system, beatingClip(frames, black));
    return { kind: 'clip' as const, clipId: clip.id, observedFrames };
  };

  // Of 100 frames the clip's reading sees 64: not frame 56.
  it.each([
    ['before any graph call, by its reading', 12, 20, 0],
    ['after one graph call each, in a frame that no reading has seen', 56, 100, 1],
  ])('fails its samples %s, and names the observed frame and what was seen', async (_, black, frames, attempts) => {
    const { metrics } = await start();
    const source = await sourceOf([black], [0, black], frames);
    const run = await runOf({ samples: 5, source, tolerancePp: 50, maxAttempts: 8 });
    await dispatchRun(system, run, 5);
    const message = `observedFrames[1]: frame ${black} of the clip cannot be used: no ventricle was found`;
    expect(await ended(run)).toMatchObject({ status: 'failed', failed: 5, error: { code: 'no-ventricle', message } });
    for (const sample of await samplesOf(system, run))
      expect(sample).toMatchObject({ attempts, take: null, measuredEfPercent: null });
    expect(await metricOf(metrics, 'echocohort_attempts_total')).toBe(5 * attempts);
  });

  it('fails nothing where the black frame is not observed', async () => {
    await start();
    const run = await runOf({ samples: 2, source: await sourceOf([12], [0, 7]), tolerancePp: 50 });
    await dispatchRun(system, run, 2);
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 2, accepted: 2 });
  });

  it('makes samples that nobody has measured or accepts, where the request allows it', async () => {
    const { metrics } = await start();
    const source = await sourceOf(upTo(20), [0]);
    const run = await runOf({ samples: 3, source, tolerancePp: 50, maxAttempts: 8, allowUnmeasured: true });
    await dispatchRun(system, run, 3);
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 3, accepted: 0 });
    for (const sample of await samplesOf(system, run)) {
      expect(sample).toMatchObject({ accepted: false, attempts: 1 });
      expect(await provenanceOf(system, sample)).toMatchObject({ lvAreaPx2: [], auditAreaPx2: [] });
      expect(sample).toMatchObject({ measuredEfPercent: null, auditEfPercent: null, shownEfPercent: null });
      expect(await system.storage.head(storageKeys.sampleVideo(placeOf(sample)))).not.toBeNull();
      expect(await recordOf(system, sample)).not.toHaveProperty('outline');
    }
    expect(await metricOf(metrics, 'echocohort_attempts_total')).toBe(3);
  });
});

describe('a run of before samples could be unmeasured', () => {
  it('is made as ever', async () => {
    await start();
    const old: Partial<GenerationSpec> = specOf({ samples: 2 });
    delete old.allowUnmeasured;
    const run = await createRun(system, old as GenerationSpec);
    expect(run.spec).not.toHaveProperty('allowUnmeasured');
    await dispatchRun(system, run, 2);
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 2 });
  });
});
