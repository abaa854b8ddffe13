import { describe, expect, it } from '@jest/globals';
import { type Clock } from '../flow/clock.js';
import { requireHandlers } from '../handlers.js';
import { Intake } from './intake.js';
import { isOutage, Outages } from '../flow/outages.js';
import { EchoError } from '@echocohort/shared';

/** An intake whose checks run when the test says so; `state.drained` is what the queue answers. */
const intakeOf = () => {
  let timers: (() => void)[] = [];
  const state = { drained: false as boolean | Error, told: 0, asked: 0 };
  const clock: Clock = {
    now: () => 0,
    after: (_ms, then) => {
      timers.push(then);
      return () => {
        timers = timers.filter((other) => other !== then);
      };
    },
  };
  const intake = new Intake({
    clock,
    quietMs: 10,
    isDrained: () => {
      state.asked += 1;
      return state.drained instanceof Error ? Promise.reject(state.drained) : Promise.resolve(state.drained);
    },
    onAnswer: () => {
      state.told += 1;
    },
  });
  const quiet = async (): Promise<void> => {
    for (const timer of timers.splice(0)) timer();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { intake, state, quiet };
};

describe('Intake', () => {
  it('expects nothing before the first ticket', () => {
    expect(intakeOf().intake.isMoreComing('a')).toBe(false);
  });

  it('expects more after a ticket, until the quiet queue says that it is drained', async () => {
    const { intake, state, quiet } = intakeOf();
    intake.take();
    expect(intake.isMoreComing('a')).toBe(true);
    await quiet();
    expect({ coming: intake.isMoreComing('a'), ...state }).toMatchObject({ coming: true, told: 1, asked: 1 });
    state.drained = true;
    await quiet();
    expect({ coming: intake.isMoreComing('a'), ...state }).toMatchObject({ coming: false, told: 2, asked: 2 });
    await quiet();
    expect(state.asked).toBe(2);
  });

  it('asks the queue only when somebody wants to know', async () => {
    const { intake, state, quiet } = intakeOf();
    intake.take();
    await quiet();
    expect(state.asked).toBe(0);
    intake.isMoreComing('a');
    intake.take(); // the quiet begins anew, the question stands
    await quiet();
    await quiet();
    expect(state.asked).toBe(1);
  });

  it('does not believe an answer that a new ticket has overtaken', async () => {
    const { intake, state, quiet } = intakeOf();
    state.drained = true;
    intake.take();
    intake.isMoreComing('a');
    const answered = quiet();
    intake.take();
    await answered;
    expect(intake.isMoreComing('a')).toBe(true);
  });

  it('expects nothing of a queue that cannot be asked, or once it is closed', async () => {
    const { intake, state, quiet } = intakeOf();
    state.drained = new Error('no Redis');
    intake.take();
    intake.isMoreComing('a');
    await quiet();
    expect(intake.isMoreComing('a')).toBe(false);
    intake.take();
    intake.isMoreComing('a');
    intake.close();
    await quiet();
    expect(state.asked).toBe(1);
  });

  it('waits for samples that are on their way to this collector, and no other', async () => {
    const { intake, state, quiet } = intakeOf();
    state.drained = true;
    intake.take();
    const expected = intake.expect('a', 3);
    intake.isMoreComing('a');
    await quiet();
    expect([intake.isMoreComing('a'), intake.isMoreComing('b')]).toEqual([true, false]);
    expected.arrived(2);
    expect(intake.isMoreComing('a')).toBe(true);
    expected.arrived();
    expect(intake.isMoreComing('a')).toBe(false);
    expected.arrived(5);
    expected.settle();
    expect(intake.isMoreComing('a')).toBe(false);
  });
});

describe('requireHandlers', () => {
  it('refuses a catalog with a job that nobody handles', () => {
    const handler = () => Promise.resolve();
    expect(() => requireHandlers({})).toThrow('sample-ticket, clip-reading');
    expect(() => requireHandlers({ 'sample-ticket': handler })).toThrow(/: clip-reading$/);
    const all = { 'sample-ticket': handler, 'clip-reading': handler };
    expect(requireHandlers(all)).toBe(all);
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
