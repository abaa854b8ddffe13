import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apportion, evenOrder } from './apportion.js';

// The same cases in every run: one that fails here fails everywhere.
fc.configureGlobal({ seed: 1 });

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const weights = fc
  .array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 })
  .filter((all) => sumOf(all) > 0);

/** How far the worst kind is from its share of the first n, over all n. */
const worstOff = (order: Uint16Array, shares: readonly number[]): number => {
  const given = shares.map(() => 0);
  let worst = 0;
  order.forEach((kind, k) => {
    given[kind]! += 1;
    shares.forEach((share, other) => {
      worst = Math.max(worst, Math.abs(given[other]! - share * (k + 1)));
    });
  });
  return worst;
};
const sharesOf = (all: readonly number[]): number[] => all.map((weight) => weight / sumOf(all));

describe('apportion', () => {
  it('gives out the whole, and to nobody more or less than his share by one', () => {
    fc.assert(
      fc.property(weights, fc.nat(10_000), (all, whole) => {
        const parts = apportion(all, whole);
        expect(sumOf(parts)).toBe(whole);
        sharesOf(all).forEach((share, k) => expect(Math.abs(parts[k]! - share * whole)).toBeLessThan(1));
      }),
    );
  });

  it('gives what is left to the largest remainders, of equal ones to the first', () => {
    expect(apportion([8, 1, 1], 7)).toEqual([5, 1, 1]);
    expect(apportion([0.8, 0.1, 0.1], 3)).toEqual([3, 0, 0]);
    expect(apportion([1, 1, 1], 4)).toEqual([2, 1, 1]);
  });
});

describe('evenOrder', () => {
  it('keeps each kind within one of its share, wherever it is cut', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const order = evenOrder(all);
        expect(worstOff(order, sharesOf(all))).toBeLessThan(1);
        // Negative control: in blocks, the shares of the whole are as exact, and of its parts they are not.
        const blocks = order.slice().sort();
        const first = blocks.filter((kind) => kind === blocks[0]).length;
        if (first * (1 - first / order.length) > 1) expect(worstOff(blocks, sharesOf(all))).toBeGreaterThan(1);
      }),
    );
  });

  it('is as short as the weights allow', () => {
    expect([...evenOrder([1])]).toEqual([0]);
    expect(evenOrder([0.1, 0.2, 0.3, 0.4])).toHaveLength(10);
    expect(evenOrder([1 / 3, 1 / 3, 1 / 3])).toHaveLength(3);
    expect(evenOrder([0, 5])).toEqual(Uint16Array.of(1));
  });

  it('takes weights of any proportion, to a ten thousandth', () => {
    const odd = [Math.PI, Math.E, Math.SQRT2, 1];
    const order = evenOrder(odd);
    expect(order).toHaveLength(10_000);
    expect(worstOff(order, sharesOf(odd))).toBeLessThan(2);
  });
});
