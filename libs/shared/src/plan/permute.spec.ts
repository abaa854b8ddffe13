import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permuted } from './permute.js';

// The same cases in every run: one that fails here fails everywhere.
fc.configureGlobal({ seed: 1 });

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('permuted', () => {
  it('takes every place to one of its own', () => {
    const address = { seed: fc.nat(2 ** 32 - 1), stream: fc.nat(9), turn: fc.nat(2 ** 32 - 1) };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.record(address), (count, of) => {
        const places = upTo(count).map((place) => permuted(count, place, of));
        expect(places.sort((a, b) => a - b)).toEqual(upTo(count));
      }),
    );
  });

  it.each([2, 3, 5, 8])('takes a place of %i anywhere, as often', (count) => {
    const turns = 2_000;
    const met = upTo(count).map(() => 0);
    for (const turn of upTo(turns)) met[permuted(count, 0, { seed: 7, stream: 6, turn })]! += 1;
    const expected = turns / count;
    // Chi-square: 5 standard deviations above its mean, which is count - 1.
    const chiSquare = met.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(count - 1 + 5 * Math.sqrt(2 * (count - 1)));
  });

  it('is another one for another turn, seed or stream', () => {
    const of = { seed: 7, stream: 6, turn: 0 };
    const all = (address: typeof of) => upTo(100).map((place) => permuted(100, place, address));
    expect(all(of)).toEqual(all({ ...of }));
    for (const other of [{ seed: 8 }, { stream: 5 }, { turn: 1 }])
      expect(all({ ...of, ...other })).not.toEqual(all(of));
  });
});
