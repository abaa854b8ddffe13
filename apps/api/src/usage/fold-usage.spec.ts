import { describe, expect, it } from '@jest/globals';
import { FoldUsage } from './fold-usage.js';

describe('folding usage', () => {
  it('goes on at once while there is more, and rests when there is not', async () => {
    const left = [5, 5, 2, 0];
    let nowMs = 0;
    const asked: number[] = [];
    const repository = { fold: (limit: number) => Promise.resolve(asked.push(limit) && (left.shift() ?? 0)) };
    const duty = new FoldUsage({
      repository,
      config: { foldEveryMs: 1_000, entriesPerTick: 5 },
      now: () => nowMs,
    });
    expect([await duty.tick(), await duty.tick(), await duty.tick(), await duty.tick()]).toEqual([
      ...['more', 'more', 'idle', 'idle'],
    ]);
    expect(asked).toEqual([5, 5, 5]);
    nowMs = 1_000;
    await duty.tick();
    expect(asked).toHaveLength(4);
    duty.begin();
    await duty.tick();
    expect(asked).toHaveLength(5);
  });
});
