import { describe, expect, it } from '@jest/globals';
import { Gatherer } from './gatherer.js';

const fulfilled = <T>(values: readonly T[]): PromiseSettledResult<T>[] =>
  values.map((value) => ({ status: 'fulfilled', value }));

/** A gate that lets runs through one by one. */
const gateOf = () => {
  const waiting: (() => void)[] = [];
  return {
    pass: () => new Promise<void>((resolve) => waiting.push(resolve)),
    open: async () => {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
      waiting.shift()?.();
    },
  };
};

describe('Gatherer', () => {
  it('takes together what came while the run before was under way, never more than the most', async () => {
    const gate = gateOf();
    const runs: number[][] = [];
    const gatherer = new Gatherer<number, number>({
      max: 3,
      concurrency: 1,
      run: async (items) => {
        runs.push([...items]);
        await gate.pass();
        return fulfilled(items.map((item) => 10 * item));
      },
    });
    const results = [gatherer.add(1)];
    await new Promise((resolve) => setImmediate(resolve));
    results.push(...[2, 3, 4, 5].map((item) => gatherer.add(item)));
    for (let i = 0; i < 3; i += 1) await gate.open();
    await expect(Promise.all(results)).resolves.toEqual([10, 20, 30, 40, 50]);
    expect(runs).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('fails a whole run with what it threw, and goes on', async () => {
    const gatherer = new Gatherer<number, number>({
      max: 2,
      concurrency: 1,
      run: (items) => (items.includes(1) ? Promise.reject(new Error('one')) : Promise.resolve(fulfilled(items))),
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => gatherer.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
