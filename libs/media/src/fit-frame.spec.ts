import { describe, expect, it } from '@jest/globals';
import { fitFrame } from './fit-frame.js';
import { applyGain, intensityGain } from './intensity.js';
import { resample } from './resample.js';

const frame = {
  height: 4,
  width: 4,
  aspect: 'pad',
  resize: 'area',
  intensity: { p99: 180, maxGain: 2 },
} as const;

describe('resample', () => {
  it('averages the pixels that an output pixel covers, in part where they are covered in part', () => {
    expect([...resample(Uint8Array.of(0, 90, 180), { height: 1, width: 3 }, { height: 1, width: 1 })]).toEqual([90]);
    const two = resample(Uint8Array.of(0, 90, 180), { height: 1, width: 3 }, { height: 1, width: 2 });
    expect([...two]).toEqual([30, 150]);
    expect([
      ...resample(Uint8Array.of(0, 90, 180), { height: 1, width: 3 }, { height: 1, width: 2 }, 'nearest'),
    ]).not.toEqual([30, 150]);
  });

  it('is linear when it enlarges, keeps flat pictures flat, and the same size the same', () => {
    const wide = resample(Uint8Array.of(0, 100), { height: 1, width: 2 }, { height: 1, width: 4 });
    expect([...wide]).toEqual([0, 25, 75, 100]);
    const flat = new Uint8Array(35).fill(77);
    for (const side of [3, 5, 8, 21])
      expect(new Set(resample(flat, { height: 5, width: 7 }, { height: side, width: side }))).toEqual(new Set([77]));
    const any = Uint8Array.from({ length: 35 }, (_, i) => i * 7);
    expect(resample(any, { height: 5, width: 7 }, { height: 5, width: 7 })).toEqual(any);
  });

  it('repeats and drops pixels when told nearest', () => {
    const wide = resample(Uint8Array.of(1, 9), { height: 1, width: 2 }, { height: 1, width: 4 }, 'nearest');
    expect([...wide]).toEqual([1, 1, 9, 9]);
  });
});

describe('fitFrame', () => {
  it('keeps the aspect and centres on black', async () => {
    const out = await fitFrame(new Uint8Array(32).fill(200), 4, 8, frame);
    expect([...out]).toEqual([0, 0, 0, 0, 200, 200, 200, 200, 200, 200, 200, 200, 0, 0, 0, 0]);
  });

  it('fills the frame when told stretch', async () => {
    const out = await fitFrame(new Uint8Array(32).fill(200), 4, 8, { ...frame, aspect: 'stretch' });
    expect(new Set(out)).toEqual(new Set([200]));
  });

  it('gives the same bytes for a frame of that size, and refuses a wrong length', async () => {
    const pixels = Uint8Array.from({ length: 16 }, (_, i) => i * 16);
    expect(await fitFrame(pixels, 4, 4, frame)).toEqual(pixels);
    await expect(fitFrame(pixels, 4, 5, frame)).rejects.toThrow(RangeError);
  });
});

describe('intensityGain', () => {
  const ramp = (top: number) =>
    Uint8Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : Math.round(((i - 199) / 200) * top)));

  it('brings the 99th percentile of what is not black up to the training data', () => {
    expect(intensityGain([ramp(120)], frame.intensity)).toBeCloseTo(180 / 119, 1);
    expect(intensityGain([ramp(60)], frame.intensity)).toBe(2);
    expect(intensityGain([ramp(250)], frame.intensity)).toBe(1);
    expect(intensityGain([new Uint8Array(400)], frame.intensity)).toBe(1);
  });

  it('does not count black bars: half a frame of them changes nothing', () => {
    const bare = ramp(120).subarray(200);
    expect(intensityGain([ramp(120)], frame.intensity)).toBe(intensityGain([bare], frame.intensity));
  });

  it('applies a gain with rounding and a ceiling', () => {
    expect([...applyGain(Uint8Array.of(0, 3, 100, 200), 1.5)]).toEqual([0, 5, 150, 255]);
    expect(applyGain(ramp(120), 1)).toEqual(ramp(120));
  });
});
