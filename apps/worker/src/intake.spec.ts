import { describe, expect, it } from '@jest/globals';
import { type Clock } from './clock.js';
import { requireHandlers } from './handlers.js';
import { Intake } from './intake.js';
import { isOutage, Outages } from './outages.js';
import { EchoError } from '@echocohort/shared';

const intakeOf = (concurrency = 4) => {
  const time = { nowMs: 0 };
  const clock: Clock = { now: () => time.nowMs, after: () => () => undefined };
  return { time, intake: new Intake({ concurrency, quietMs: 10, clock }) };
};

describe('Intake', () => {
  it('expects nothing before the first ticket', () => {
    expect(intakeOf().intake.moreUntil('a')).toBeLessThan(0);
  });

  it('waits without limit for samples that are on their way to this collector', () => {
    const { intake } = intakeOf();
    intake.take();
    const expected = intake.expect('a', 3);
    expect(intake.moreUntil('a')).toBe(Infinity);
    expect(intake.moreUntil('b')).toBe(10);
    expected.arrived(2);
    expect(intake.moreUntil('a')).toBe(Infinity);
    expected.arrived();
    expect(intake.moreUntil('a')).toBe(10);
    expected.arrived(5);
    expected.settle();
    expect(intake.moreUntil('a')).toBe(10);
  });

  it('takes a quiet queue for a drained one', () => {
    const { intake, time } = intakeOf();
    intake.take();
    time.nowMs = 7;
    intake.take();
    expect(intake.moreUntil('a')).toBe(17);
  });

  it('knows that the queue is not drained while every place is taken', () => {
    const { intake } = intakeOf(2);
    intake.take();
    const leave = intake.take();
    expect(intake.moreUntil('a')).toBe(Infinity);
    leave();
    expect(intake.moreUntil('a')).toBe(10);
  });
});

describe('requireHandlers', () => {
  it('refuses a catalog with a job that nobody handles', () => {
    expect(() => requireHandlers({})).toThrow('sample-ticket');
    const handler = () => Promise.resolve();
    expect(requireHandlers({ 'sample-ticket': handler })['sample-ticket']).toBe(handler);
  });
});

describe('Outages', () => {
  const outagesOf = () => {
    const waits: number[] = [];
    const clock: Clock = {
      now: () => 0,
      after: (ms, then) => {
        waits.push(ms);
        setImmediate(then);
        return () => undefined;
      },
    };
    return { waits, outages: new Outages(clock, [1, 2]) };
  };

  it('sits out a short outage', async () => {
    const { outages, waits } = outagesOf();
    let tries = 0;
    const call = () =>
      (tries += 1) < 3 ? Promise.reject(new EchoError('storage-failed', 'down')) : Promise.resolve('stored');
    await expect(outages.storage(call)).resolves.toBe('stored');
    expect(waits).toEqual([1, 2]);
  });

  it('gives a long one to the caller, as an outage', async () => {
    const { outages } = outagesOf();
    const error: unknown = await outages
      .database(() => Promise.reject(new Error('ECONNREFUSED')))
      .catch((e: unknown) => e);
    expect(isOutage(error)).toBe(true);
    expect(error).toMatchObject({ code: 'unavailable' });
  });

  it('does not repeat what no time can heal', async () => {
    const { outages, waits } = outagesOf();
    await expect(outages.storage(() => Promise.reject(new EchoError('not-found', 'gone')))).rejects.toThrow('gone');
    expect(waits).toEqual([]);
    expect(isOutage(new Error('a bug'))).toBe(false);
  });
});
