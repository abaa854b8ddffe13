import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClipReadingsRepository, ClipsRepository, type ClipRow } from '@echocohort/platform';
import { startSampler, type Sampler } from '@echocohort/sampler';
import { clipReadingSchema, type ClipReading, type GreyClip } from '@echocohort/shared';
import { beatingClipOf, startPostgres, startRedis, type RedisRig, type Rig } from '@echocohort/testing';
import { ClipReadings, type Reader } from './clip-readings.js';
import { systemClock } from '../flow/clock.js';
import { Outages } from '../flow/outages.js';
import { SourceFrames } from '../input/source-frames.js';
import { openSystem, storeClip, type TestSystem } from '../system.rig.js';

let postgres: Rig;
let redis: RedisRig;
let system: TestSystem;
let sampler: Sampler;
let calls: number;

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
beforeEach(() => {
  calls = 0;
});

const reader = (fingerprint = system.bundle.fingerprint): Reader => ({
  bundle: { ...system.bundle, fingerprint },
  read: (frames) => {
    calls += 1;
    return sampler.read(frames);
  },
});
/** As a worker that has just started. */
const readings = (): ClipReadings => {
  const { database, storage } = system;
  const outages = new Outages(systemClock, []);
  const sources = new SourceFrames({ clips: new ClipsRepository(database), storage, outages, cacheBytes: 1e7 });
  return new ClipReadings({ sources, repository: new ClipReadingsRepository(database), outages });
};
const stored = (clip: GreyClip, view?: ClipRow['view']): Promise<ClipRow> => storeClip(system, clip, { view });
const read = async (clip: ClipRow): Promise<ClipReading> =>
  clipReadingSchema.parse(await readings().of(clip, reader()));

describe('ClipReadings', () => {
  it('reads a clip once for all who ask, and never again where it is known', async () => {
    const clip = await stored(beatingClipOf());
    const worker = readings();
    const all = await Promise.all(Array.from({ length: 8 }, () => worker.of(clip, reader())));
    expect(calls).toBe(1);
    for (const reading of all) expect(reading).toEqual(all[0]);
    // Another worker, and one that has forgotten: the row says to the last digit what was read.
    expect(await readings().of(clip, reader())).toEqual(all[0]);
    expect(calls).toBe(1);
    expect(clipReadingSchema.parse(all[0])).toEqual(all[0]);
  });

  it('sees the EF that the heart has, and another one in another heart', async () => {
    const size = { frames: 64, height: 96, width: 96 };
    const heart = { across: 0.28, along: 0.4, framesPerBeat: 32 };
    const half = await read(await stored(beatingClipOf({ ...heart, efPercent: 50 }, size)));
    expect(half.refusal).toBeNull();
    const [low, high] = half.efIntervalPercent!;
    expect(low).toBeLessThan(50);
    expect(high).toBeGreaterThan(50);
    expect(high - low).toBeLessThan(8);
    for (const [frame, place] of [
      [half.edFrame, 0],
      [half.bestFrame, 0],
      [half.esFrame, 16],
    ] as const)
      expect(Math.cos((2 * Math.PI * (frame! - place)) / 32)).toBeGreaterThan(0.8);
    const third = await read(await stored(beatingClipOf({ ...heart, efPercent: 30 }, size)));
    expect(third.efIntervalPercent![1]).toBeLessThan(low);
  });

  it('draws outlines in the pixels of the stored frames, whatever part of them the model looks at', async () => {
    const beat = { x: 0.7, y: 0.6, across: 0.12, along: 0.18 };
    const size = { frames: 4, height: 150, width: 200 };
    for (const view of [
      { x: 0, y: 0, width: 200, height: 150 },
      { x: 80, y: 30, width: 110, height: 115 },
    ]) {
      const reading = await read(await stored(beatingClipOf(beat, size), view));
      const xs = reading.outlines[0]!.filter((_, k) => k % 2 === 0);
      const ys = reading.outlines[0]!.filter((_, k) => k % 2 === 1);
      const middle = [xs, ys].map((values) => (Math.max(...values) + Math.min(...values)) / 2);
      expect(Math.hypot(middle[0]! - 140, middle[1]! - 90)).toBeLessThan(4);
      expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(38);
      expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(58);
    }
  });

  it('reads 64 evenly spread frames of a long clip', async () => {
    const reading = await read(await stored(beatingClipOf({ framesPerBeat: 40 }, { frames: 190 })));
    expect(reading.frames).toHaveLength(64);
    expect(reading.frames).toEqual(Array.from({ length: 64 }, (_, k) => 3 * k));
    expect(reading.outlines).toHaveLength(64);
    expect(reading.efPercent).toBeGreaterThan(40);
  });

  it('finds no EF in a single frame, but its ventricle', async () => {
    const reading = await read(await stored(beatingClipOf({}, { frames: 1 })));
    expect(reading).toMatchObject({ frames: [0], readable: [true], refusal: null, bestFrame: 0 });
    expect(reading).toMatchObject({ efPercent: null, efIntervalPercent: null, edFrame: null, esFrame: null });
  });

  it('refuses a clip without a ventricle', async () => {
    const reading = await read(await stored({ ...beatingClipOf(), pixels: new Uint8Array(16 * 32 * 32) }));
    expect(reading.refusal).toContain('0 of 16 frames');
    expect(reading.refusal).toContain('no ventricle was found');
  });

  it('reads anew for another bundle, and nothing by one that brings no readers', async () => {
    const clip = await stored(beatingClipOf());
    await readings().of(clip, reader());
    await readings().of(clip, reader('1'.repeat(64)));
    expect(calls).toBe(2);
    const graphs = { generate: system.bundle.manifest.graphs.generate };
    const blind = { ...system.bundle, manifest: { ...system.bundle.manifest, graphs } };
    expect(await readings().of(clip, { ...reader(), bundle: blind })).toBeNull();
    expect(calls).toBe(2);
  });

  it('takes the reading that was kept first for its own', async () => {
    const clip = await stored(beatingClipOf());
    const repository = new ClipReadingsRepository(system.database);
    const { fingerprint } = system.bundle;
    const slow: Reader = {
      ...reader(),
      read: async (frames) => {
        const mine = await sampler.read(frames);
        const theirs = { ...(await read(clip)), efPercent: 12.5 };
        await system.database.db.deleteFrom('clipReadings').where('clipId', '=', clip.id).execute();
        await repository.keep({ tenantId: clip.tenantId, clipId: clip.id, fingerprint }, theirs);
        return mine;
      },
    };
    expect(await readings().of(clip, slow)).toMatchObject({ efPercent: 12.5 });
  });

  it('remembers no failure', async () => {
    const clip = await stored(beatingClipOf());
    const worker = readings();
    const failing: Reader = { ...reader(), read: () => Promise.reject(new Error('the device is gone')) };
    await expect(worker.of(clip, failing)).rejects.toThrow('the device is gone');
    expect((await worker.of(clip, reader()))?.refusal).toBeNull();
  });
});
