import { assertReadable, clipReadingSchema, readingFrames, readingPlace, type ClipReading } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { clipReadingOf, phaseInReading } from './read-clip.js';
import { type FramesReading } from './sampler.js';

const side = 100;
const gate = { agreementMin: 0.8, areaShare: [0.02, 0.5] as [number, number] };
const lengthPx = 40;
/** Area whose area-length volume is `volume`. */
const areaOf = (volume: number): number => Math.sqrt((volume * lengthPx * 3 * Math.PI) / 8);

interface Seen {
  /** Volume that both readers see, px^3. */
  readonly volume?: number;
  readonly auditVolume?: number;
  readonly agreement?: number;
}

const framesReading = (seen: readonly Seen[]): FramesReading => ({
  lvArea: Float32Array.from(seen, ({ volume = 20_000 }) => areaOf(volume)),
  lvLength: new Float32Array(seen.length).fill(lengthPx),
  auditArea: Float32Array.from(seen, ({ volume = 20_000, auditVolume = volume }) => areaOf(auditVolume)),
  auditLength: new Float32Array(seen.length).fill(lengthPx),
  agreement: Float32Array.from(seen, ({ agreement = 0.9 }) => agreement),
  outlines: Float32Array.from({ length: 6 * seen.length }, (_, i) => i),
  outlinePoints: 3,
});

const read = (seen: readonly Seen[], frames = seen.map((_, k) => k)): ClipReading =>
  clipReadingOf(framesReading(seen), {
    frames,
    gate,
    pixels: side * side,
    toStored: (points) => Array.from(points, (px) => 2 * px + 0.123),
  });

/** A beat of 20 frames from 20,000 down to 9,000 px^3: EF 55 %. */
const beat = (frames: number, shift = 0): Seen[] =>
  Array.from({ length: frames }, (_, t) => ({
    volume: 14_500 + 5_500 * Math.cos((2 * Math.PI * (t + shift)) / 20),
  }));

describe('clipReadingOf', () => {
  it('reads EF, ED, ES and the best frame of a beating heart, as the schema has it', () => {
    const reading = read(beat(24, 3));
    expect(clipReadingSchema.parse(reading)).toEqual(reading);
    expect(reading.refusal).toBeNull();
    expect(reading.readable).toEqual(Array<boolean>(24).fill(true));
    // The median of three cuts the two turns of a beat of 20 frames by 2 pp.
    expect(55 - reading.efPercent!).toBeGreaterThan(0);
    expect(55 - reading.efPercent!).toBeLessThan(2);
    expect(reading).toMatchObject({ edFrame: 17, esFrame: 7, bestFrame: 15 });
    const [low, high] = reading.efIntervalPercent ?? [];
    expect(high! - low!).toBeCloseTo(4, 1);
    expect(read(beat(24, 3).map(({ volume }) => ({ volume: 0.5 * volume! + 7_000 }))).efPercent).toBeLessThan(40);
  });

  it('takes the mean of the readers, and an interval that spans both and their errors', () => {
    const seen = beat(20).map(({ volume = 0 }) => ({ volume, auditVolume: 0.75 * volume + 4_571 }));
    const { efPercent, efIntervalPercent } = read(seen);
    const [own, audit] = [55, 42.1];
    expect(Math.abs(efPercent! - (own + audit) / 2)).toBeLessThan(1.5);
    expect(Math.abs(efIntervalPercent![0] - (audit - 2))).toBeLessThan(1.5);
    expect(Math.abs(efIntervalPercent![1] - (own + 2))).toBeLessThan(1.5);
  });

  it('is not led astray by a wrong frame in the middle, nor by one that cannot be read', () => {
    const truth = read(beat(20)).efPercent!;
    const wrong = beat(20);
    wrong[4] = { volume: 1_500 };
    expect(read(wrong).efPercent).toBeCloseTo(truth, 0);
    const unread = beat(20);
    for (const t of [3, 4, 5]) unread[t] = { volume: 1_500, agreement: 0.1 };
    expect(read(unread)).toMatchObject({ edFrame: 0, esFrame: 10 });
    expect(read(unread).efPercent).toBeCloseTo(truth, 0);
    // Were the three readable, they would be the end of systole.
    for (const t of [3, 4, 5]) unread[t] = { volume: 1_500, agreement: 0.9 };
    expect(read(unread)).toMatchObject({ esFrame: 3 });
  });

  it('prefers the end-diastolic frame in which the readers agree most', () => {
    const seen = beat(24).map((one, t) => ({ ...one, agreement: t === 10 ? 0.99 : t === 1 ? 0.95 : 0.9 }));
    expect(read(seen).bestFrame).toBe(1);
    expect(read(seen).edFrame).toBe(0);
  });

  it.each([
    ['one frame', 1],
    ['a picture that stands still', 16],
  ])('finds no EF and no beat in %s, but a frame that can be used', (_, frames) => {
    const still = Array.from({ length: frames }, (__, t) => ({ volume: 20_000 + 100 * (t % 3) }));
    expect(read(still)).toMatchObject({
      refusal: null,
      efPercent: null,
      efIntervalPercent: null,
      edFrame: null,
      esFrame: null,
      bestFrame: 0,
    });
  });

  it('finds no EF where only one reader sees it move', () => {
    expect(read(beat(20).map((seen) => ({ ...seen, auditVolume: 15_000 }))).efPercent).toBeNull();
  });

  it('refuses a clip of which less than a third can be read, and says what was seen', () => {
    const of = (readable: number): Seen[] =>
      beat(18).map((one, t) => (t < readable ? one : { ...one, agreement: 0.3 }));
    expect(read(of(6)).refusal).toBeNull();
    const refused = read(of(5).map((one, t) => (t === 11 ? { ...one, agreement: 0.625 } : one)));
    expect(refused.refusal).toBe(
      'a left ventricle is seen in 5 of 18 frames, and a third of them is needed; in frame 11, which comes closest, ' +
        'the two readers do not agree on a ventricle (0.63 of 1, needed 0.8)',
    );
    expect(refused).toMatchObject({ efPercent: null, edFrame: null, bestFrame: null });
    expect(refused.readable.filter(Boolean)).toHaveLength(5);
    expect(read(Array<Seen>(4).fill({ volume: 0, agreement: 0 })).refusal).toContain('in 0 of 4 frames');
  });

  it('takes what is no number for nothing seen', () => {
    const reading = read([{ volume: Number.NaN, agreement: Number.NaN }, { volume: Number.POSITIVE_INFINITY }]);
    expect(clipReadingSchema.parse(JSON.parse(JSON.stringify(reading)))).toEqual(reading);
    expect(reading.readable).toEqual([false, false]);
  });

  it('is the same after it was written down', () => {
    const seen = beat(13).map((one, t) => ({ ...one, agreement: 0.9 + 0.0001234 * t }));
    const reading = read(seen);
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
    for (const decimals of reading.lvAreaPx2) expect(decimals).toBe(Math.round(100 * decimals) / 100);
  });

  it('gives each frame its own outline, in the pixels of the stored frames', () => {
    expect(read(beat(3)).outlines[1]).toEqual([12.12, 14.12, 16.12, 18.12, 20.12, 22.12]);
  });
});

describe('phaseInReading', () => {
  const reading = read(beat(40));

  it('is the phase of the frame, at the position that it has in the twin', () => {
    expect(phaseInReading(reading, 5, 2)).toMatchObject({ position: 2, contracting: true });
    expect(phaseInReading(reading, 5, 2)?.contraction).toBeCloseTo(0.5, 1);
    expect(phaseInReading(reading, 15, 2)).toMatchObject({ contracting: false });
  });

  it('is that of the nearest frame that was read', () => {
    const thin = beat(40).filter((_, t) => t % 4 === 0);
    const sparse = read(
      thin,
      thin.map((_, k) => 4 * k),
    );
    expect(phaseInReading(sparse, 9, 0)).toEqual(phaseInReading(sparse, 8, 0));
    expect(phaseInReading(sparse, 11, 0)).not.toEqual(phaseInReading(sparse, 8, 0));
  });

  it('is not known of a frame that cannot be read, nor of a single one', () => {
    const seen = beat(20).map((one, t) => (t === 5 ? { ...one, agreement: 0.1 } : one));
    expect(phaseInReading(read(seen), 5, 0)).toBeNull();
    expect(phaseInReading(read(seen), 6, 0)).not.toBeNull();
    expect(phaseInReading(read(beat(1)), 0, 0)).toBeNull();
  });
});

describe('readingFrames', () => {
  it('takes all frames, or 64 evenly spread ones with both ends', () => {
    expect(readingFrames(1)).toEqual([0]);
    expect(readingFrames(64)).toEqual(Array.from({ length: 64 }, (_, k) => k));
    const many = readingFrames(1_000);
    expect(many).toHaveLength(64);
    expect([many[0], many.at(-1)]).toEqual([0, 999]);
    const steps = new Set(many.slice(1).map((frame, k) => frame - many[k]!));
    expect([...steps].sort()).toEqual([15, 16]);
    expect(new Set(readingFrames(65)).size).toBe(64);
  });

  it('stand at the place of the nearest, the earlier one of two', () => {
    const frames = [0, 4, 8];
    expect([0, 1, 2, 3, 5, 6, 7, 99].map((frame) => readingPlace({ frames }, frame))).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  });
});

describe('assertReadable', () => {
  const manifest = { gate, frame: { height: side, width: side } } as Parameters<typeof assertReadable>[2];
  const reading = read(
    beat(20).map((one, t) => (t === 7 ? { ...one, agreement: 0.5 } : one)),
    Array.from({ length: 20 }, (_, k) => 2 * k),
  );

  it('lets readable frames pass, and those that were not read', () => {
    expect(() => assertReadable(reading, undefined, manifest)).not.toThrow();
    expect(() => assertReadable(reading, [0, 13, 12], manifest)).not.toThrow();
  });

  it('names the frame, or the clip, and what was seen', () => {
    expect(() => assertReadable(reading, [0, 14], manifest)).toThrow(
      expect.objectContaining({
        code: 'no-ventricle',
        issues: [
          {
            field: 'observedFrames[1]',
            expected:
              'frame 14 of the clip cannot be used: the two readers do not agree on a ventricle (0.50 of 1, needed 0.8)',
          },
        ],
      }),
    );
    const none = read(Array<Seen>(4).fill({ agreement: 0 }));
    expect(() => assertReadable(none, undefined, manifest)).toThrow(
      expect.objectContaining({
        code: 'no-ventricle',
        issues: [{ field: 'clipId', expected: expect.stringContaining(none.refusal!) }],
      }),
    );
  });
});
