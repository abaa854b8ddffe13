import { describe, expect, it } from '@jest/globals';
import { faultNames, planFaults } from './plan.js';

describe('planFaults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFaults(1, 5)).toEqual(planFaults(1, 5));
    expect(planFaults(1, 5)).not.toEqual(planFaults(2, 5));
  });

  it('brings every fault before any comes twice, one after the other and within its time', () => {
    const planned = planFaults(3, 30);
    expect(new Set(planned.slice(0, faultNames.length).map(({ name }) => name))).toEqual(new Set(faultNames));
    planned.slice(1).forEach(({ atMs }, k) => {
      const before = planned[k]!;
      expect(atMs).toBeGreaterThan(before.atMs + before.holdMs);
    });
    const last = planned.at(-1)!;
    expect(last.atMs + last.holdMs).toBeLessThanOrEqual(30 * 60_000);
  });

  it('holds a stopped process for longer than the lock of its jobs', () => {
    const stopped = planFaults(4, 60).filter(({ name }) => name.endsWith('stopped'));
    expect(stopped.length).toBeGreaterThan(4);
    expect(stopped.every(({ holdMs }) => holdMs > 20_000)).toBe(true);
  });
});
