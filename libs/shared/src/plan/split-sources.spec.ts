import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitSources } from './split-sources.js';

// The same cases in every run: one that fails here fails everywhere.
fc.configureGlobal({ seed: 1 });

const sourceOf = (text: number) => ({ sha256: createHash('sha256').update(String(text)).digest('hex') });
const sourcesOf = (count: number) => Array.from({ length: count }, (_, i) => sourceOf(i));
const ratios = { train: 0.8, val: 0.1, test: 0.1 };
const countsOf = (splits: readonly string[]) =>
  Object.fromEntries(Object.keys(ratios).map((name) => [name, splits.filter((split) => split === name).length]));

describe('splitSources', () => {
  it('gives each split its share', () => {
    expect(countsOf(splitSources(sourcesOf(100), ratios, 7))).toEqual({ train: 80, val: 10, test: 10 });
    expect(countsOf(splitSources(sourcesOf(7), ratios, 7))).toEqual({ train: 5, val: 1, test: 1 });
    expect(countsOf(splitSources(sourcesOf(2), ratios, 7))).toEqual({ train: 2, val: 0, test: 0 });
  });

  it('puts equal pixels into one split, whatever order they come in, under any seed', () => {
    const sources = fc.array(fc.nat(30).map(sourceOf), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sources, fc.nat(2 ** 32 - 1), (all, seed) => {
        const splits = splitSources(all, ratios, seed);
        const splitsOf = new Map<string, Set<string>>();
        all.forEach(({ sha256 }, k) => splitsOf.set(sha256, (splitsOf.get(sha256) ?? new Set()).add(splits[k]!)));
        for (const met of splitsOf.values()) expect(met.size).toBe(1);
        expect(splitSources(all.toReversed(), ratios, seed)).toEqual(splits.toReversed());
      }),
    );
  });

  it('draws: another seed, other members, and no source has a place of its own', () => {
    const sources = sourcesOf(10);
    const tests = Array.from({ length: 400 }, (_, seed) => splitSources(sources, ratios, seed).indexOf('test'));
    for (const k of sources.keys()) {
      const times = tests.filter((member) => member === k).length;
      expect(times).toBeGreaterThan(15);
      expect(times).toBeLessThan(75);
    }
  });
});
