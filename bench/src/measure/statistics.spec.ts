import { describe, expect, it } from '@jest/globals';
import { median, pairedRatio, spreadOf, steadyPart } from './statistics.js';

describe('median', () => {
  it('is the middle value, or the mean of the middle two, in whatever order they come', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is not moved by one wild value', () => {
    expect(median([1, 1, 1, 1, 100])).toBe(1);
  });

  it('refuses nothing at all', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('pairedRatio', () => {
  it('cancels what slows both sides of a round', () => {
    const slowdowns = [1, 0.2, 0.7, 0.1, 0.9];
    const ours = slowdowns.map((factor) => 30 * factor);
    const theirs = slowdowns.map((factor) => 20 * factor);
    const ratio = pairedRatio(ours, theirs);
    expect(ratio.median).toBeCloseTo(1.5);
    expect(ratio.low).toBeCloseTo(1.5);
    expect(ratio.high).toBeCloseTo(1.5);
    expect(median(ours) / median([...theirs].reverse().slice(0, 2))).not.toBeCloseTo(1.5);
  });

  it('says how far the rounds lie apart', () => {
    expect(pairedRatio([1, 2, 4], [1, 1, 1])).toEqual({ median: 2, low: 1, high: 4, rounds: 3 });
  });

  it('refuses sides of different length', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError);
  });
});

describe('spreadOf', () => {
  it('keeps the number of rounds', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, rounds: 3 });
  });
});

describe('steadyPart', () => {
  /** Two seconds to fill, then 10 a second, then two seconds for the last one. */
  const readings = [
    { seconds: 0, count: 0 },
    ...Array.from({ length: 100 }, (_, k) => ({ seconds: 2 + k / 10, count: k })),
    { seconds: 14, count: 100 },
  ];

  it('is the rate between filling and emptying', () => {
    const { items, seconds } = steadyPart(readings, 100);
    expect(items / seconds).toBeCloseTo(10);
    expect(100 / 14).not.toBeCloseTo(10, 0);
  });

  it('refuses what came all at once', () => {
    expect(() =>
      steadyPart(
        [
          { seconds: 0, count: 0 },
          { seconds: 1, count: 100 },
        ],
        100,
      ),
    ).toThrow(RangeError);
  });
});
