import { describe, expect, it } from '@jest/globals';
import { defaultWebhooksConfig } from '../api-config.js';
import { afterFailure, type Failure } from './retry.js';

const config = defaultWebhooksConfig.retry;
const hourMs = 3_600_000;
const start = new Date('2026-11-30T00:00:00Z');
const failure = (facts: Partial<Failure> = {}): Failure => ({
  ...{ at: start, failingSince: null, failures: 0, responseStatus: 500, error: 'the receiver answered 500' },
  ...facts,
});

/** Hours after the first attempt at which a receiver that never takes anything is asked. */
const timesOf = (random: () => number): number[] => {
  const times = [0];
  for (let failures = 0; ; failures += 1) {
    const at = new Date(start.getTime() + times.at(-1)! * hourMs);
    const after = afterFailure(failure({ at, failures, failingSince: failures === 0 ? null : start }), config, random);
    if (after.status === 'failed') return times;
    times.push((after.nextAttemptAt.getTime() - start.getTime()) / hourMs);
  }
};

describe('a message that is not taken', () => {
  it.each([0, 0.5, 0.999])('is sent ever more rarely, the last time after a day, whatever is drawn (%s)', (drawn) => {
    const times = timesOf(() => drawn);
    const pauses = times.slice(1).map((time, k) => time - times[k]!);
    expect(times.at(-1)).toBe(24);
    expect(times.length).toBeGreaterThan(14);
    expect(times.length).toBeLessThan(30);
    expect(pauses[0]! * hourMs).toBeCloseTo(2_500 * (1 + drawn), -1);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(4);
    for (const [k, pause] of pauses.slice(1, -1).entries()) expect(pause).toBeGreaterThan(pauses[k]! - 1e-9);
  });

  it('is given up by then, and at once where the receiver says that it is gone', () => {
    const late = failure({ at: new Date(start.getTime() + 24 * hourMs), failingSince: start, failures: 20 });
    expect(afterFailure(late, config, Math.random)).toEqual({
      status: 'failed',
      reason: 'An event was not taken in 24 hours: the receiver answered 500',
    });
    expect(afterFailure(failure({ responseStatus: 410 }), config, Math.random).status).toBe('failed');
    expect(afterFailure(failure({ responseStatus: 404 }), config, Math.random).status).toBe('retrying');
  });
});
