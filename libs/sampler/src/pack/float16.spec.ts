import { describe, expect, it } from '@jest/globals';
import { fromHalf, fromHalves, toHalf, toHalves } from './float16.js';

describe('halves', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [1 / 3, 0x3555],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
  ])('of %d is 0x%s', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('keep every finite half and infinity through a round trip, and NaN as NaN', () => {
    const halves = Array.from({ length: 0x10000 }, (_, half) => half);
    const isKept = (half: number): boolean => {
      const value = fromHalf(half);
      return Number.isNaN(value) ? Number.isNaN(fromHalf(toHalf(value))) : toHalf(value) === half;
    };
    expect(halves.filter((half) => !isKept(half))).toEqual([]);
  });

  it('round arrays to half a unit in the last place, and no better', () => {
    const values = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i + 1) * 4);
    const back = fromHalves(toHalves(values));
    const errors = Array.from(values, (value, i) => Math.abs(value - back[i]!) / Math.abs(value));
    expect(Math.max(...errors)).toBeLessThanOrEqual(2 ** -11);
    expect(Math.max(...errors)).toBeGreaterThan(2 ** -12);
  });
});
