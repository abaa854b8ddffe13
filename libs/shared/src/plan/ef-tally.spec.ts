import { describe, expect, it } from '@jest/globals';
import { EfTally } from './ef-tally.js';

const tallyOf = (...efs: number[]): EfTally => {
  const tally = new EfTally();
  for (const ef of efs) tally.add(ef);
  return tally;
};

describe('EfTally', () => {
  it('counts by tenths, from the smallest to the largest', () => {
    expect(tallyOf(40.02, 39.96, 40.21).toCounts()).toEqual({ firstTenth: 400, counts: [2, 0, 1] });
    expect(tallyOf(85, 5).toCounts().counts).toHaveLength(801);
  });

  it('keeps apart what can be no target', () => {
    const tally = tallyOf(4.94, 4.96, 85.04, 85.06, Number.NaN);
    expect([tally.inside, tally.outside]).toEqual([2, 3]);
    expect(tallyOf(1).toCounts()).toEqual({ firstTenth: 50, counts: [0] });
  });

  it('counts between edges: each belongs to the bin above it, the last one below', () => {
    expect(tallyOf(10, 19.9, 20, 30, 31).between([10, 20, 30])).toEqual([2, 2]);
    expect(tallyOf(85, 5).between([5, 45, 85])).toEqual([1, 1]);
  });
});
