import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { storageKeys, type RunRow, type SampleRow } from '@echocohort/platform';
import { openBundle, startSampler } from '@echocohort/sampler';
import { EchoError, newClipId, type GenerationSpec } from '@echocohort/shared';
import {
  expectEventually,
  fragileBundle,
  runSpecOf,
  startPostgres,
  startRedis,
  type RedisRig,
  type Rig,
} from '@echocohort/testing';
import { type Stations } from './sample-worker.js';
import {
  bulkDepth,
  beatingClip,
  createRun,
  dispatchRun,
  metricOf,
  objectsOf,
  openSystem,
  placeOf,
  provenanceOf,
  samplesOf,
  startWorker,
  storeClip,
  watchedStorage,
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
const outage = () => new EchoError('storage-failed', 'the rig is down');

describe('the way of a ticket', () => {
  it('ends with each of 64 samples committed once, its files stored as its row says', async () => {
    const { metrics } = await start();
    const run = await runOf({ samples: 64 });
    await dispatchRun(system, run, 8);
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 64, failed: 0 });
    const samples = await samplesOf(system, run);
    expect(samples.map(({ index }) => index)).toEqual(upTo(64));
    for (const sample of samples) {
      const { videoSha256, videoBytes } = sample;
      const provenance = await provenanceOf(system, sample);
      const video = await system.storage.get(storageKeys.sampleVideo(placeOf(sample)));
      expect(createHash('sha256').update(video).digest('hex')).toBe(videoSha256);
      expect(video).toHaveLength(videoBytes as number);
      expect(provenance).toMatchObject({ synthetic: true, provider: 'cpu', intensityGain: 1, sourceEfPercent: null });
    }
    const files = samples.flatMap((sample) => storageKeys.sampleFiles(placeOf(sample)));
    expect(await objectsOf(system, run)).toEqual(files.sort());
    expect(await metricOf(metrics, 'echocohort_samples_total')).toBe(64);
    expect(await metricOf(metrics, 'echocohort_uploaded_bytes_total')).toBeGreaterThan(0);
    expect(await system.dispatch.openWork()).toEqual([]);
  });

  it('gives a sample the same bytes alone and in company', async () => {
    await start();
    const alone = await runOf({ samples: 1, seed: 11 });
    await dispatchRun(system, alone, 1);
    await ended(alone);
    const company = await Promise.all([
      runOf({ samples: 9, seed: 11 }),
      runOf({ samples: 9, seed: 12, targetEfPercents: [30] }),
    ]);
    await Promise.all(company.map((run) => dispatchRun(system, run, 1)));
    await Promise.all(company.map((run) => ended(run)));
    const firstOf = async (run: RunRow): Promise<SampleRow> => (await samplesOf(system, run))[0]!;
    const [first, same, other] = [await firstOf(alone), await firstOf(company[0]), await firstOf(company[1])];
    expect(same).toMatchObject({ videoSha256: first.videoSha256, measuredEfPercent: first.measuredEfPercent });
    expect(await provenanceOf(system, same)).toEqual(await provenanceOf(system, first));
    expect(other.videoSha256).not.toBe(first.videoSha256);
  });

  it('fills batches from tickets of one sample', async () => {
    const { metrics } = await start();
    const run = await runOf({ samples: 200, maxAttempts: 1 });
    await dispatchRun(system, run, 1);
    await ended(run);
    const samples = await metricOf(metrics, 'echocohort_batch_size_sum');
    const batches = await metricOf(metrics, 'echocohort_batch_size_count');
    expect(samples).toBe(200);
    expect(samples / batches / system.bundle.manifest.batchSize.cpu).toBeGreaterThan(0.8);
  });
});

describe('two devices in one worker', () => {
  it('share a run between them, and make of it what one makes', async () => {
    const counts: number[] = [];
    const counted: Stations['startSampler'] = async (bundle, options) => {
      const sampler = await startSampler(bundle, options);
      const at = counts.push(0) - 1;
      const generateEach = sampler.generateEach.bind(sampler);
      sampler.generateEach = (batch) => {
        counts[at] = (counts[at] ?? 0) + batch.length;
        return generateEach(batch);
      };
      return sampler;
    };
    const { worker } = await start({ config: { deviceIndexes: [0, 1] }, stations: { startSampler: counted } });
    const together = await runOf({ samples: 64, seed: 31, maxAttempts: 1 });
    await dispatchRun(system, together, 8);
    await ended(together);
    await worker.close();
    expect(counts).toHaveLength(2);
    for (const samples of counts) expect(samples).toBeGreaterThanOrEqual(16);
    await start();
    const alone = await runOf({ samples: 5, seed: 31, maxAttempts: 1 });
    await dispatchRun(system, alone, 1);
    await ended(alone);
    const of = async (run: RunRow) => (await samplesOf(system, run)).slice(0, 5).map(({ videoSha256 }) => videoSha256);
    expect(await of(together)).toEqual(await of(alone));
  });
});

describe('a source clip', () => {
  it('conditions its samples and is read once for all of them', async () => {
    const clip = await storeClip(system, beatingClip());
    const { storage, state } = watchedStorage(system.storage, outage);
    await start({ storage });
    const run = await runOf({
      samples: 24,
      source: { kind: 'clip', clipId: clip.id, observedFrames: [0, 7] },
      maxAttempts: 2,
    });
    await dispatchRun(system, run, 8);
    expect(await ended(run)).toMatchObject({ status: 'succeeded' });
    expect(state.reads).toBeLessThanOrEqual(clip.frames);
    const { maxFrames } = system.bundle.manifest;
    for (const sample of await samplesOf(system, run)) {
      const { framesPerSecond } = sample;
      const provenance = await provenanceOf(system, sample);
      expect(framesPerSecond).toBeCloseTo((40 * (maxFrames - 1)) / 19, 9);
      expect(provenance.observedPositions).toEqual([0, Math.round((7 * (maxFrames - 1)) / 19)]);
      expect(provenance.intensityGain).toBeGreaterThan(1);
      expect(provenance.anchor).toBeNull();
      expect(typeof provenance.sourceEfPercent).toBe('number');
    }
  });

  it('that the tenant does not have fails its samples, and says so', async () => {
    await start();
    const run = await runOf({ samples: 3, source: { kind: 'clip', clipId: newClipId(), observedFrames: [0] } });
    await dispatchRun(system, run, 3);
    expect(await ended(run)).toMatchObject({ status: 'failed', failed: 3, error: { code: 'not-found' } });
    expect((await samplesOf(system, run))[0]).toMatchObject({ attempts: 0, take: null });
  });
});

describe('a rollout', () => {
  it('loses nothing: runs wait for a worker that has their bundle, and old ones are done beside them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'echocohort-rollout-'));
    const next = await openBundle(await fragileBundle(join(folder, 'next'), { failsAboveEfPercent: 80 }));
    const pinned = { ...specOf().bundle, fingerprint: next.fingerprint };
    const old = await start();
    const early = await runOf({ samples: 2, bundle: pinned });
    const own = await runOf({ samples: 2 });
    await dispatchRun(system, early, 2);
    await dispatchRun(system, own, 2);
    expect(await ended(own)).toMatchObject({ status: 'succeeded' });
    expect((await system.queue.depth({ fingerprint: next.fingerprint, lane: 'bulk' })).waiting).toBe(1);
    expect(await samplesOf(system, early)).toEqual([]);
    await start({ bundles: [system.bundle, next] });
    expect(await ended(early)).toMatchObject({ status: 'succeeded' });
    await old.worker.close();
    const late = await runOf({ samples: 2 });
    await dispatchRun(system, late, 2);
    expect(await ended(late)).toMatchObject({ status: 'succeeded' });
    await rm(folder, { recursive: true });
  });
});

describe('samples that cannot be made', () => {
  it('fail alone when the graph fails on them in the midst of a batch', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'echocohort-poison-'));
    const bundle = await openBundle(await fragileBundle(join(folder, 'poison'), { failsAboveEfPercent: 80 }));
    const whole: Stations['startSampler'] = (opened, options) =>
      startSampler(opened, { ...options, samplesPerCall: 16 });
    const { worker, metrics } = await start({ bundles: [bundle], stations: { startSampler: whole } });
    const run = await runOf({
      bundle: { ...specOf().bundle, fingerprint: bundle.fingerprint },
      samples: 32,
      targetEfPercents: [40, 45, 50, 84, 55, 60, 50, 45, 40],
      tolerancePp: 50,
    });
    await dispatchRun(system, run, 8);
    const poisoned = [3, 12, 21, 30];
    expect(await ended(run)).toMatchObject({ status: 'failed', succeeded: 28, failed: 4 });
    const samples = await samplesOf(system, run);
    expect(samples.filter(({ status }) => status === 'failed').map(({ index }) => index)).toEqual(poisoned);
    expect(samples[3]).toMatchObject({ take: null, error: { code: 'sampler-failed' } });
    expect(await metricOf(metrics, 'echocohort_samples_total', { outcome: 'failed' })).toBe(4);
    expect(worker.troubles()).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('fail without taking their batch with them', async () => {
    const { worker } = await start();
    await worker.drain();
    const bad = await runOf({ samples: 2, frames: system.bundle.manifest.maxFrames + 1 });
    const good = await runOf({ samples: 6 });
    await Promise.all([dispatchRun(system, bad, 2), dispatchRun(system, good, 6)]);
    await start();
    expect(await ended(bad)).toMatchObject({ status: 'failed', failed: 2, error: { code: 'invalid-request' } });
    expect(await ended(good)).toMatchObject({ status: 'succeeded', succeeded: 6 });
  });

  it('wait for storage to come back', async () => {
    const { storage, state } = watchedStorage(system.storage, outage);
    state.isDown = true;
    const { metrics } = await start({ storage, config: { outageDelaysMs: [] } });
    const run = await runOf({ samples: 6, maxAttempts: 1 });
    await dispatchRun(system, run, 3);
    await expectEventually(async () => {
      expect((await bulkDepth(system)).delayed).toBe(2);
    });
    expect(await samplesOf(system, run)).toEqual([]);
    state.isDown = false;
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 6 });
    expect(await metricOf(metrics, 'echocohort_samples_total', { outcome: 'failed' })).toBe(0);
  });
});
