import { describe, expect, it } from '@jest/globals';
import { addTallies, type Bins, medianOf, nothingMade } from './tally.js';

/** Bins of tenths. */
const binsOf = (values: readonly number[]): Bins => {
  const bins: Record<string, number> = {};
  for (const value of values) {
    const bin = Math.min(100, Math.floor(value * 10));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
};

describe('the median of bins', () => {
  it('is that of what was counted, to a tenth', () => {
    const values = Array.from({ length: 999 }, (_, k) => ((k * 7_919) % 999) / 200);
    const exact = values.toSorted((a, b) => a - b)[499]!;
    expect(Math.abs(medianOf(binsOf(values))! - exact)).toBeLessThan(0.1);
    // The mean would be elsewhere.
    expect(medianOf(binsOf([0.15, 0.15, 9.5]))).toBeLessThan(0.2);
  });

  it('is none of nothing, and its beginning of the last bin', () => {
    expect(medianOf({})).toBeNull();
    expect(medianOf(binsOf([30, 40, 1]))).toBe(10);
  });
});

describe('the sum of tallies', () => {
  it('adds each bin, whoever has it', () => {
    const one = { ...nothingMade, made: 2, attempts: 3, measured: { 1: 1, 4: 1 } };
    const other = { ...nothingMade, made: 1, failed: 1, attempts: 2, measured: { 4: 1 } };
    expect(addTallies(one, other)).toEqual({
      ...{ made: 3, accepted: 0, failed: 1, attempts: 5, error: {}, auditError: {} },
      measured: { 1: 1, 4: 2 },
    });
    expect(addTallies(one, nothingMade)).toEqual(one);
  });
});
