import { describe, expect, it } from '@jest/globals';
import { cropFrame } from '../sector/find-view.js';
import { fitFrame, fitPoints, unfitPoints } from './fit-frame.js';
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

describe('unfitPoints', () => {
  /** The middle of what is bright, x and y in px with a pixel's middle at .5. */
  const middleOf = (pixels: Uint8Array, width: number): [x: number, y: number] => {
    const sum = { x: 0, y: 0, level: 0 };
    pixels.forEach((level, i) => {
      sum.x += level * ((i % width) + 0.5);
      sum.y += level * (Math.floor(i / width) + 0.5);
      sum.level += level;
    });
    return [sum.x / sum.level, sum.y / sum.level];
  };

  it.each([
    ['pad', { x: 10, y: 20, width: 60, height: 90 }, 40, 40],
    ['pad', { x: 3, y: 0, width: 90, height: 31 }, 40, 56],
    ['stretch', { x: 10, y: 20, width: 60, height: 90 }, 40, 40],
    ['pad', { x: 5, y: 7, width: 20, height: 24 }, 48, 48],
  ] as const)('finds a blot of a %s frame of view %o where it was', async (aspect, view, height, width) => {
    const stored = { height: 120, width: 100 };
    const pixels = new Uint8Array(stored.height * stored.width);
    const blot = { x: view.x + Math.floor(view.width * 0.3), y: view.y + Math.floor(view.height * 0.6) };
    for (let y = 0; y < 6; y++) for (let x = 0; x < 6; x++) pixels[(blot.y + y) * stored.width + blot.x + x] = 240;
    const cut = cropFrame(pixels, stored.width, view);
    const fitted = await fitFrame(cut, view.height, view.width, { ...frame, aspect, height, width });
    const [x = 0, y = 0] = unfitPoints(middleOf(fitted, width), view, { ...frame, aspect, height, width });
    const [trueX, trueY] = middleOf(pixels, stored.width);
    expect(Math.hypot(x - trueX, y - trueY)).toBeLessThan(0.1);
    const corner = { ...view, x: 0, y: 0 };
    const [wrongX = 0, wrongY = 0] = unfitPoints(middleOf(fitted, width), corner, { ...frame, aspect, height, width });
    expect(Math.hypot(wrongX - trueX, wrongY - trueY)).toBeGreaterThan(1);
  });
});

describe('fitPoints', () => {
  it('undoes unfitPoints, and nothing else does', () => {
    const view = { x: 10, y: 20, width: 60, height: 90 };
    const points = [3.25, 7.5, 21, 39.75];
    for (const aspect of ['pad', 'stretch'] as const) {
      const size = { ...frame, aspect, height: 40, width: 56 };
      fitPoints(unfitPoints(points, view, size), view, size).forEach((value, k) =>
        expect(value).toBeCloseTo(points[k] ?? Number.NaN, 9),
      );
      expect(fitPoints(points, view, size)[0]).not.toBeCloseTo(points[0] ?? 0, 1);
    }
  });
});
