import { describe, expect, it } from '@jest/globals';
import { allOrNone, runBisected } from './run-bisected.js';

const refuse = (...bad: number[]) =>
  allOrNone((items: readonly number[]) => {
    const found = items.find((item) => bad.includes(item));
    if (found !== undefined) return Promise.reject(new Error(`bad ${found}`));
    return Promise.resolve(items.map((item) => 2 * item));
  });
const counted = <I, O>(run: (items: readonly I[]) => Promise<O>) => {
  const groups: I[][] = [];
  return {
    groups,
    run: (items: readonly I[]) => {
      groups.push([...items]);
      return run(items);
    },
  };
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const failedOf = (results: readonly PromiseSettledResult<unknown>[]): number[] =>
  results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []));

describe('runBisected', () => {
  it('makes one call when nothing fails', async () => {
    const { run, groups } = counted(refuse());
    expect(await runBisected([1, 2, 3], run)).toEqual([2, 4, 6].map((value) => ({ status: 'fulfilled', value })));
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it('lets bad items fail alone, wherever they stand, and never tries more than 2 log2 n + 2 groups for one', async () => {
    for (const bad of upTo(16)) {
      const { run, groups } = counted(refuse(bad));
      expect(failedOf(await runBisected(upTo(16), run))).toEqual([bad]);
      expect(groups.length).toBeLessThanOrEqual(10);
    }
    expect(failedOf(await runBisected(upTo(16), refuse(0, 7, 8, 15)))).toEqual([0, 7, 8, 15]);
    expect(failedOf(await runBisected(upTo(5), refuse(...upTo(5))))).toEqual(upTo(5));
  });

  it('gives every item a second try, alone', async () => {
    const { run, groups } = counted(refuse(3));
    expect(failedOf(await runBisected([3], run))).toEqual([0]);
    expect(groups).toEqual([[3], [3]]);
    let falls = 1;
    const once = allOrNone((items: readonly number[]) =>
      falls-- > 0 ? Promise.reject(new Error('stumbled')) : Promise.resolve(items),
    );
    expect(failedOf(await runBisected([1, 2, 3], once))).toEqual([]);
  });

  it('runs again only what failed where a run settles each item, and not what no try can help', async () => {
    const each = (items: readonly number[]): Promise<PromiseSettledResult<number>[]> =>
      Promise.resolve(
        items.map((item) => (item < 2 ? { status: 'rejected', reason: item } : { status: 'fulfilled', value: item })),
      );
    const { run, groups } = counted(each);
    const recovered: unknown[] = [];
    const results = await runBisected(upTo(4), run, {
      isWorthIt: (reason) => reason !== 0,
      recover: (reason) => Promise.resolve(void recovered.push(reason)),
    });
    expect(failedOf(results)).toEqual([0, 1]);
    expect(groups).toEqual([[0, 1, 2, 3], [1]]);
    expect(recovered).toEqual([1, 1]);
  });

  it('gives up what failed when nothing can be recovered', async () => {
    const reason = new Error('no device');
    const results = await runBisected([1, 2], refuse(2), { recover: () => Promise.reject(reason) });
    expect(results).toEqual([1, 2].map(() => ({ status: 'rejected', reason })));
  });

  it('does not take a call with fewer outputs than items', async () => {
    const short = allOrNone((items: readonly number[]) => Promise.resolve(items.slice(1)));
    expect(failedOf(await runBisected([1, 2], short))).toEqual([0, 1]);
  });
});
