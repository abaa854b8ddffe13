import { describe, expect, it } from '@jest/globals';
import { type Clock } from '../flow/clock.js';
import { requireHandlers } from '../handlers.js';
import { Intake } from './intake.js';
import { isOutage, Outages } from '../flow/outages.js';
import { EchoError } from '@echocohort/shared';

/** An intake whose checks run when the test says so; `state.drained` is what the queue answers. */
const intakeOf = () => {
  let timers: (() => void)[] = [];
  const state = { drained: false as boolean | Error, open: { interactive: true, bulk: true }, told: 0, asked: 0 };
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
    isOpen: (lane) => state.open[lane],
    waiting: () => {
      state.asked += 1;
      return state.drained instanceof Error ? Promise.reject(state.drained) : Promise.resolve(state.drained ? 0 : 3);
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
    expect(intakeOf().intake.isMoreComing()).toBe(false);
  });

  it('expects more after a ticket, until the quiet queue says that it is drained', async () => {
    const { intake, state, quiet } = intakeOf();
    intake.take('bulk');
    expect(intake.isMoreComing()).toBe(true);
    await quiet();
    expect({ coming: intake.isMoreComing(), ...state }).toMatchObject({ coming: true, told: 1, asked: 1 });
    state.drained = true;
    await quiet();
    expect({ coming: intake.isMoreComing(), ...state }).toMatchObject({ coming: false, told: 2, asked: 2 });
    await quiet();
    expect(state.asked).toBe(2);
  });

  it('asks the queue only when somebody wants to know', async () => {
    const { intake, state, quiet } = intakeOf();
    intake.take('bulk');
    await quiet();
    expect(state.asked).toBe(0);
    intake.isMoreComing();
    intake.take('bulk'); // the quiet begins anew, the question stands
    await quiet();
    await quiet();
    expect(state.asked).toBe(1);
  });

  it('does not believe an answer that a new ticket has overtaken', async () => {
    const { intake, state, quiet } = intakeOf();
    state.drained = true;
    intake.take('bulk');
    intake.isMoreComing();
    const answered = quiet();
    intake.take('bulk');
    await answered;
    expect(intake.isMoreComing()).toBe(true);
  });

  it('expects nothing of a queue that cannot be asked, or once it is closed', async () => {
    const { intake, state, quiet } = intakeOf();
    state.drained = new Error('no Redis');
    intake.take('bulk');
    intake.isMoreComing();
    await quiet();
    expect(intake.isMoreComing()).toBe(false);
    intake.take('bulk');
    intake.isMoreComing();
    intake.close();
    await quiet();
    expect(state.asked).toBe(1);
  });

  it('waits for nothing that this worker has no room for', async () => {
    const { intake, state, quiet } = intakeOf();
    intake.take('bulk');
    state.open.bulk = false;
    expect(intake.isMoreComing()).toBe(false);
    await quiet();
    expect(state.asked).toBe(0);
    state.open.bulk = true;
    expect(intake.isMoreComing()).toBe(true);
  });

  it('waits for samples that are on their way', async () => {
    const { intake, state, quiet } = intakeOf();
    state.drained = true;
    intake.take('bulk');
    const expected = intake.expect(3);
    expect(intake.isMoreComing()).toBe(true);
    expected.arrived(2);
    expect(intake.isMoreComing()).toBe(true);
    expected.arrived();
    expect(state.asked).toBe(0);
    intake.isMoreComing();
    await quiet();
    expect(intake.isMoreComing()).toBe(false);
    expected.arrived(5);
    expected.settle();
    expect(intake.isMoreComing()).toBe(false);
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
