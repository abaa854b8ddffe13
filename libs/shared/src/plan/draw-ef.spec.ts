import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EfDraw, efDraw, samplesToBalance } from './draw-ef.js';
import { EfTally } from './ef-tally.js';
import { planSchema } from './plan.js';

// The same cases in every run: one that fails here fails everywhere.
fc.configureGlobal({ seed: 1 });

type Drawn = Parameters<typeof efDraw>[0];

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const drawn = (draw: EfDraw, count: number): number[] => upTo(count).map(draw);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const sdOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
const ef = fc.integer({ min: 500, max: 8_500 }).map((hundredths) => hundredths / 100);
const range = fc.tuple(ef, ef).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
const counts = fc.array(fc.nat(40), { minLength: 1, maxLength: 60 }).filter((all) => all.some((count) => count > 0));

/** Any plan that draws, as it is stored. */
const anyPlan: fc.Arbitrary<Drawn> = fc.oneof(
  fc.record({ kind: fc.constant('uniform' as const), rangePercent: range }),
  fc.record({
    kind: fc.constant('normal' as const),
    meanPercent: fc.integer({ min: -50, max: 150 }),
    sdPp: fc.integer({ min: 1, max: 300 }).map((tenths) => tenths / 10),
    rangePercent: range,
  }),
  fc.record({
    kind: fc.constant('stratified' as const),
    strata: fc.array(fc.record({ rangePercent: range, weight: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
  fc.record({ kind: fc.constant('match' as const), efs: fc.record({ firstTenth: fc.constant(100), counts }) }),
  counts.map((all) => ({
    kind: 'balance' as const,
    edgesPercent: upTo(all.length + 1).map((k) => 10 + k),
    counts: all,
  })),
);

describe('every draw', () => {
  it('is a function of the seed and the index, within the range of targets, in hundredths', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(2 ** 32 - 1), fc.nat(9_999_999), (plan, seed, index) => {
        expect(planSchema.safeParse(plan).success).toBe(true);
        const target = efDraw(plan, seed)(index);
        expect(target).toBeGreaterThanOrEqual(5);
        expect(target).toBeLessThanOrEqual(85);
        expect(Math.abs(target * 100 - Math.round(target * 100))).toBeLessThan(1e-6);
        const again = efDraw(plan, seed);
        again((index * 7) % 1_000);
        expect(again(index)).toBe(target);
      }),
    );
  });

  it('draws other EFs by another seed', () => {
    const plan: Drawn = { kind: 'uniform', rangePercent: [20, 70] };
    expect(drawn(efDraw(plan, 1), 20)).not.toEqual(drawn(efDraw(plan, 2), 20));
  });
});

describe('uniform', () => {
  it('fills its range, and ends where it ends', () => {
    const efs = drawn(efDraw({ kind: 'uniform', rangePercent: [20, 70] }, 7), 20_000);
    expect(Math.abs(meanOf(efs) - 45)).toBeLessThan(0.5);
    expect(Math.abs(sdOf(efs) - 50 / Math.sqrt(12))).toBeLessThan(0.3);
    expect(drawn(efDraw({ kind: 'uniform', rangePercent: [33.33, 33.33] }, 7), 3)).toEqual([33.33, 33.33, 33.33]);
  });
});

describe('normal', () => {
  it('has its mean and its width where the range lets it', () => {
    const wide: Drawn = { kind: 'normal', meanPercent: 50, sdPp: 6, rangePercent: [5, 85] };
    const efs = drawn(efDraw(wide, 7), 20_000);
    expect(Math.abs(meanOf(efs) - 50)).toBeLessThan(0.2);
    expect(Math.abs(sdOf(efs) - 6)).toBeLessThan(0.15);
    const within = efs.filter((value) => Math.abs(value - 50) < 6).length / efs.length;
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.015);
  });

  it('is what lies within the range, be it a far tail', () => {
    const half = drawn(efDraw({ kind: 'normal', meanPercent: 40, sdPp: 10, rangePercent: [40, 85] }, 7), 20_000);
    expect(Math.abs(meanOf(half) - (40 + 10 * Math.sqrt(2 / Math.PI)))).toBeLessThan(0.3);
    const tail = drawn(efDraw({ kind: 'normal', meanPercent: 90, sdPp: 1, rangePercent: [5, 20] }, 7), 2_000);
    expect(Math.min(...tail)).toBeGreaterThan(19);
    const narrow = drawn(efDraw({ kind: 'normal', meanPercent: 50, sdPp: 0.1, rangePercent: [5, 85] }, 7), 5_000);
    expect(Math.abs(sdOf(narrow) - 0.1)).toBeLessThan(0.01);
  });
});

describe('stratified', () => {
  it('gives each stratum exactly its share of as many as there are', () => {
    const strata = [
      { rangePercent: [10, 30] as [number, number], weight: 1 },
      { rangePercent: [40, 50] as [number, number], weight: 2 },
      { rangePercent: [60, 80] as [number, number], weight: 7 },
    ];
    for (const count of [10, 500, 12_340]) {
      const efs = drawn(efDraw({ kind: 'stratified', strata }, 7), count);
      for (const { rangePercent, weight } of strata)
        expect(efs.filter((value) => value >= rangePercent[0] && value <= rangePercent[1])).toHaveLength(
          (count * weight) / 10,
        );
    }
  });
});

/** Largest difference of how many lie at or below each tenth, from what a list of EFs asks of so many. */
const worstOff = (efs: readonly number[], wanted: { firstTenth: number; counts: readonly number[] }): number => {
  const total = wanted.counts.reduce((sum, count) => sum + count, 0);
  let [asked, worst] = [0, 0];
  wanted.counts.forEach((count, k) => {
    asked += count;
    const made = efs.filter((value) => Math.round(value * 10) <= wanted.firstTenth + k).length;
    worst = Math.max(worst, Math.abs(made - (asked / total) * efs.length));
  });
  return worst;
};

describe('match', () => {
  it('follows the EFs that it was made from, far closer than draws of their own would', () => {
    fc.assert(
      fc.property(counts, fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 600 }), (all, seed, count) => {
        const efs = { firstTenth: 300, counts: all };
        const made = drawn(efDraw({ kind: 'match', efs }, seed), count);
        expect(worstOff(made, efs)).toBeLessThan(Math.log2(count) + 1.000001);
      }),
      { numRuns: 60 },
    );
    const flat = { firstTenth: 200, counts: upTo(400).map(() => 1) };
    const count = 10_000;
    expect(worstOff(drawn(efDraw({ kind: 'match', efs: flat }, 3), count), flat)).toBeLessThan(8);
    // Negative control: independent draws of the same distribution stray by the root of their number.
    const independent = drawn(efDraw({ kind: 'uniform', rangePercent: [19.95, 59.95] }, 3), count);
    expect(worstOff(independent, flat)).toBeGreaterThan(30);
  });

  it('asks for EFs that somebody has, and no others', () => {
    const tally = new EfTally();
    for (const value of [55, 55, 20.04, 61.98, 120]) tally.add(value);
    const made = drawn(efDraw({ kind: 'match', efs: tally.toCounts() }, 7), 1_000);
    expect([...new Set(made)].sort((a, b) => a - b)).toEqual([20, 55, 62]);
    expect(Math.abs(made.filter((value) => value === 55).length - 500)).toBeLessThan(12);
    expect([tally.inside, tally.outside]).toEqual([4, 1]);
  });
});

describe('balance', () => {
  const plan = { kind: 'balance', edgesPercent: [10, 20, 30, 40, 50], counts: [3, 10, 0, 7] } as const;
  const filled = (count: number): number[] => {
    const bins: number[] = [...plan.counts];
    for (const value of drawn(
      efDraw({ ...plan, edgesPercent: [...plan.edgesPercent], counts: [...plan.counts] }, 7),
      count,
    ))
      bins[Math.min(3, Math.floor(value / 10) - 1)]! += 1;
    return bins;
  };

  it('fills the emptiest first, is flat when it can be, and stays so', () => {
    expect(filled(3)).toEqual([3, 10, 3, 7]);
    expect(filled(11)).toEqual([7, 10, 7, 7]);
    expect(samplesToBalance({ counts: [...plan.counts] })).toBe(20);
    expect(filled(20)).toEqual([10, 10, 10, 10]);
    expect(filled(24)).toEqual([11, 11, 11, 11]);
  });

  it('is as flat as so many samples can make it', () => {
    fc.assert(
      fc.property(counts, fc.nat(800), (all, count) => {
        const edgesPercent = upTo(all.length + 1).map((k) => 10 + k);
        const bins = [...all];
        for (const value of drawn(efDraw({ kind: 'balance', edgesPercent, counts: all }, 7), count))
          bins[Math.min(all.length - 1, Math.floor(value) - 10)]! += 1;
        const least = Math.min(...bins);
        bins.forEach((bin, k) => bin > all[k]! && expect(bin - least).toBeLessThanOrEqual(1));
      }),
    );
  });
});
