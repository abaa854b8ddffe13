import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClipReadingsRepository, ClipsRepository, type ClipRow } from '@echocohort/platform';
import { startSampler, type Sampler } from '@echocohort/sampler';
import { sampleSpec, type GenerationSpec } from '@echocohort/shared';
import { beatingClipOf, runSpecOf, startPostgres, startRedis, type RedisRig, type Rig } from '@echocohort/testing';
import { ClipReadings } from '../readings/clip-readings.js';
import { systemClock } from '../flow/clock.js';
import { Outages } from '../flow/outages.js';
import { SampleInputs, type SampleInput } from './sample-input.js';
import { SourceFrames } from './source-frames.js';
import { openSystem, storeClip, type TestSystem } from '../system.rig.js';

let postgres: Rig;
let redis: RedisRig;
let system: TestSystem;
let sampler: Sampler;
let reads = 0;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  system = await openSystem(postgres.url, redis.url);
  sampler = await startSampler(system.bundle, { provider: 'cpu', threads: 1 });
});
afterAll(async () => {
  await sampler.close();
  await system.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});

const reader = () => ({
  bundle: system.bundle,
  read: (frames: readonly Uint8Array[]) => {
    reads += 1;
    return sampler.read(frames);
  },
});

/** The input of a sample of the clip, in a worker that has just started. */
const inputOf = (
  clip: ClipRow,
  observedFrames?: number[],
  spec: Partial<GenerationSpec> = {},
): Promise<SampleInput> => {
  const { database, storage } = system;
  const outages = new Outages(systemClock, []);
  const sources = new SourceFrames({ clips: new ClipsRepository(database), storage, outages, cacheBytes: 1e7 });
  const readings = new ClipReadings({ sources, repository: new ClipReadingsRepository(database), outages });
  const source = { kind: 'clip', clipId: clip.id, ...(observedFrames && { observedFrames }) } as const;
  const sample = sampleSpec(runSpecOf({ source, frames: 8, ...spec }), 0);
  return new SampleInputs(sources, readings).read(system.tenantId, sample, reader());
};
const forget = (clip: ClipRow) => system.database.db.deleteFrom('clipReadings').where('clipId', '=', clip.id).execute();

describe('SampleInputs', () => {
  it('gives the same, whoever read the clip', async () => {
    const clip = await storeClip(system, beatingClipOf({ efPercent: 40 }));
    for (const observed of [undefined, [3], [2, 9]]) {
      await forget(clip);
      reads = 0;
      const alone = await inputOf(clip, observed);
      expect(reads).toBe(1);
      const fromRow = await inputOf(clip, observed);
      expect(reads).toBe(1);
      expect(fromRow).toEqual(alone);
    }
    // Negative control: another reading makes another input.
    const repository = new ClipReadingsRepository(system.database);
    const ref = { tenantId: clip.tenantId, clipId: clip.id, fingerprint: system.bundle.fingerprint };
    const reading = await repository.find(ref.tenantId, ref.clipId, ref.fingerprint);
    await forget(clip);
    await repository.keep(ref, { ...reading!, lvAreaPx2: reading!.lvAreaPx2.toReversed() });
    expect((await inputOf(clip, [3])).anchorPhase).not.toEqual((await inputOf(clip, [12])).anchorPhase);
  });

  it('knows the EF of the source, and where in its beat the observed frame stands', async () => {
    const clip = await storeClip(system, beatingClipOf({ efPercent: 40 }, { frames: 33 }));
    const input = await inputOf(clip, [4]);
    expect(Math.abs(input.sourceEfPercent! - 40)).toBeLessThan(6);
    expect(input.positions).toEqual([1]);
    expect(input.anchorPhase).toMatchObject({ position: 1, contracting: true });
    expect(Math.abs(input.anchorPhase!.contraction - 0.5)).toBeLessThan(0.15);
    expect((await inputOf(clip, [12])).anchorPhase).toMatchObject({ position: 3, contracting: false });
    expect((await inputOf(clip, [8])).anchorPhase!.contraction).toBeGreaterThan(0.9);
  });

  it('reads a clip once for twins of any length', async () => {
    const clip = await storeClip(system, beatingClipOf());
    reads = 0;
    const [short, long] = [await inputOf(clip, [0], { frames: 3 }), await inputOf(clip, [0], { frames: 8 })];
    expect(reads).toBe(1);
    expect(short.sourceEfPercent).toBe(long.sourceEfPercent);
  });

  it('observes the best end-diastolic frame when none is named', async () => {
    const clip = await storeClip(system, beatingClipOf({ framesPerBeat: 8 }, { frames: 12 }));
    const { bestFrame } = (await new ClipReadings({
      ...parts(),
      repository: new ClipReadingsRepository(system.database),
    }).of(clip, reader()))!;
    const input = await inputOf(clip);
    expect(input.observedFrames).toEqual([bestFrame]);
    expect(input.references).toEqual((await inputOf(clip, [bestFrame!])).references);
    expect([0, 1, 7, 8, 9]).toContain(bestFrame);
  });

  it('knows no phase and no EF of a single frame', async () => {
    const clip = await storeClip(system, beatingClipOf({}, { frames: 1 }));
    expect(await inputOf(clip)).toMatchObject({ observedFrames: [0], anchorPhase: null, sourceEfPercent: null });
  });

  it('refuses a clip without a ventricle as its request would have been refused, unless it may be unmeasured', async () => {
    const black = { ...beatingClipOf(), pixels: new Uint8Array(16 * 32 * 32) };
    const clip = await storeClip(system, black);
    for (const observed of [undefined, [0]])
      await expect(inputOf(clip, observed)).rejects.toMatchObject({
        code: 'no-ventricle',
        issues: [{ field: 'clipId', expected: expect.stringContaining('0 of 16 frames') }],
      });
    expect(await inputOf(clip, undefined, { allowUnmeasured: true })).toMatchObject({
      observedFrames: [0],
      anchorPhase: null,
      sourceEfPercent: null,
    });
    const half = beatingClipOf();
    half.pixels.fill(0, 0, 3 * 32 * 32);
    await expect(inputOf(await storeClip(system, half), [2, 5])).rejects.toMatchObject({
      code: 'no-ventricle',
      issues: [{ field: 'observedFrames[0]' }],
    });
  });
});

const parts = () => {
  const outages = new Outages(systemClock, []);
  const { database, storage } = system;
  return {
    outages,
    sources: new SourceFrames({ clips: new ClipsRepository(database), storage, outages, cacheBytes: 1e7 }),
  };
};
