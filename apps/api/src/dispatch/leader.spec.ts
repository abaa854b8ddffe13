import { createLogger, createMetrics, type Database, openDatabase } from '@echocohort/platform';
import { expectEventually, startPostgres } from '@echocohort/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultLeaderConfig, type LeaderConfig } from '../api-config.js';
import { DispatchBell } from './dispatch-bell.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';
import { Leader } from './leader.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let started: Leader[];

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ databaseUrl: postgres.url });
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
});
beforeEach(() => {
  started = [];
});
afterEach(() => Promise.all(started.map((leader) => leader.stop())));

/** A process with one duty, which does what the test says. */
const start = (tick: () => Promise<TickResult>, overrides: Partial<LeaderConfig> = {}) => {
  const seen = { ticks: 0, begun: 0, ended: 0 };
  const duty: LeaderDuty = {
    name: 'count',
    begin: () => void (seen.begun += 1),
    end: () => void (seen.ended += 1),
    tick: () => {
      seen.ticks += 1;
      return tick();
    },
  };
  const bell = new DispatchBell();
  const metrics = createMetrics();
  const leader = new Leader({
    database,
    logger: createLogger('leader', { level: 'silent' }),
    metrics,
    config: { ...defaultLeaderConfig, busyPollMs: 20, idlePollMs: 20, leadRetryMs: 20, ...overrides },
    bell,
    duties: [duty],
  });
  started.push(leader);
  leader.start();
  return { leader, bell, seen, metrics };
};
const idle = (): Promise<TickResult> => Promise.resolve('idle');

describe('the leader', () => {
  it('is one process, and another takes over when it stops', async () => {
    const first = start(idle);
    await expectEventually(() => expect(first.seen.begun).toBe(1));
    const second = start(idle);
    await expectEventually(() => expect(first.seen.ticks).toBeGreaterThan(5));
    expect(second.seen.begun).toBe(0);
    await first.leader.stop();
    expect(first.seen.ended).toBe(1);
    await expectEventually(() => expect(second.seen.begun).toBe(1));
  });

  it('wakes at a ring, long before its poll', async () => {
    const { bell, seen } = start(idle, { idlePollMs: 60_000 });
    await expectEventually(() => expect(seen.ticks).toBe(1));
    bell.ring();
    await expectEventually(() => expect(seen.ticks).toBe(2));
  });

  it('goes on after a duty that failed', async () => {
    let failures = 2;
    const { seen, metrics } = start(() => (failures-- > 0 ? Promise.reject(new Error('lost connection')) : idle()));
    await expectEventually(() => expect(seen.ticks).toBeGreaterThan(3));
    expect(seen).toMatchObject({ begun: 1, ended: 0 });
    const { values } = await metrics.dutyDuration.get();
    const timed = values.find(({ metricName }) => metricName === 'echocohort_duty_duration_seconds_count');
    expect(timed).toMatchObject({ labels: { duty: 'count' } });
    expect(timed?.value).toBeGreaterThan(2);
  });

  it('gives way when a turn hangs, and leads again only when that turn has ended', async () => {
    let finish: (result: TickResult) => void = () => undefined;
    let hangs = true;
    const stuck = start(() => (hangs ? new Promise((resolve) => (finish = resolve)) : idle()), { turnMaxMs: 200 });
    await expectEventually(() => expect(stuck.seen.begun).toBe(1));
    const other = start(idle);
    await expectEventually(() => expect(other.seen.ticks).toBeGreaterThan(2));
    expect(stuck.seen).toEqual({ ticks: 1, begun: 1, ended: 1 });
    await other.leader.stop();
    hangs = false;
    finish('idle');
    await expectEventually(() => expect(stuck.seen.begun).toBe(2));
  });

  it('gives way when nothing but failures come of its turns', async () => {
    const failing = start(() => Promise.reject(new Error('no Redis from here')), { turnMaxMs: 100, leadRetryMs: 500 });
    await expectEventually(() => expect(failing.seen.begun).toBe(1));
    const other = start(idle);
    await expectEventually(() => expect(other.seen.begun).toBe(1));
    expect(failing.seen.ended).toBeGreaterThan(0);
  });
});
