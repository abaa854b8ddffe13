import {
  CommitRepository,
  connectRedis,
  createLogger,
  createMetrics,
  type Database,
  DispatchRepository,
  DispatchStateRepository,
  openDatabase,
  RunsRepository,
  SampleSpecs,
  TenantsRepository,
  TicketQueue,
} from '@echocohort/platform';
import { type Lane, type RunSpec, type TenantId, type TicketPayload } from '@echocohort/shared';
import { expectEventually, runSpecOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultDispatchConfig, type DispatchConfig } from '../api-config.js';
import { DispatchTickets } from './dispatch-tickets.js';
import { ReconcileTickets } from './reconcile-tickets.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let redisRig: Awaited<ReturnType<typeof startRedis>>;
let redis: ReturnType<typeof connectRedis>;
let database: Database;
let queue: TicketQueue;
let runs: RunsRepository;
let repository: DispatchRepository;

beforeAll(async () => {
  [postgres, redisRig] = await Promise.all([startPostgres(), startRedis()]);
  database = await openDatabase({ databaseUrl: postgres.url });
  redis = connectRedis(redisRig.url);
  queue = new TicketQueue(redis);
  runs = new RunsRepository(database);
  repository = new DispatchRepository(database);
});
afterAll(async () => {
  redis.disconnect();
  await queue.close();
  await database.close();
  await Promise.all([postgres.stop(), redisRig.stop()]);
});
beforeEach(async () => {
  await database.db.deleteFrom('tickets').execute();
  await database.db.deleteFrom('dispatchStates').execute();
  await database.db.updateTable('runs').set({ status: 'cancelled' }).execute();
  await redis.flushall();
});

/** A duty whose clock the test moves. */
const dutyWith = (overrides: Partial<DispatchConfig> = {}) => {
  const state = { nowMs: 0 };
  const config = { ...defaultDispatchConfig, ...overrides };
  const duty = new DispatchTickets({
    repository,
    states: new DispatchStateRepository(database),
    queue,
    config,
    now: () => state.nowMs,
  });
  duty.begin();
  return { duty, state };
};
/** Of specs that say all: no store is asked. */
const specs = new SampleSpecs({ get: () => Promise.reject(new Error('there is no store')) });
const reconcilerWith = (overrides: Partial<DispatchConfig> = {}) => {
  const metrics = createMetrics();
  const logger = createLogger('reconciler', { level: 'silent' });
  const config = { ...defaultDispatchConfig, ...overrides };
  const duty = new ReconcileTickets({ repository, specs, queue, bundles: [], metrics, logger, config });
  return { duty, metrics };
};
/** Of one of the runs' samples of 16 frames, as long as nothing is known of its attempts. */
const work = 16 * 1.25;
const tenant = async (name: string): Promise<TenantId> => (await new TenantsRepository(database).ensure(name)).id;
const bundleOf = (digit: string): RunSpec['bundle'] => ({ ...runSpecOf().bundle, fingerprint: digit.repeat(64) });
const post = async (tenantId: TenantId, samples: number, lane: Lane = 'interactive', bundle = bundleOf('a')) =>
  (await runs.create(tenantId, { lane, spec: runSpecOf({ samples, bundle }) })).run;
const openPayloads = async () => (await repository.openTickets(0)).map(({ payload }) => payload);
const samplesOf = (payloads: readonly { readonly count: number }[]): number =>
  payloads.reduce((sum, { count }) => sum + count, 0);

describe('the dispatcher', () => {
  it('cuts runs into tickets of 8 samples, and bulk runs of a fast bundle into tickets of 64', async () => {
    const tenantId = await tenant('cuts');
    const small = await post(tenantId, 20);
    const large = await post(tenantId, 3_000, 'bulk');
    const { duty, state } = dutyWith();
    const counts = async (runId: string) =>
      (await openPayloads()).filter((ticket) => ticket.runId === runId).map(({ count }) => count);
    await duty.tick();
    expect((await counts(small.id)).sort()).toEqual([4, 8, 8]);
    expect(new Set(await counts(large.id))).toEqual(new Set([8]));
    await database.db.deleteFrom('tickets').where('lane', '=', 'bulk').execute();
    state.nowMs = 1_000;
    await duty.tick();
    expect(new Set(await counts(large.id))).toEqual(new Set([64]));
  });

  it('fills its window and no more, and goes on as tickets end', async () => {
    await post(await tenant('window'), 4_000, 'bulk');
    const { duty } = dutyWith({ windowWorkMin: 64 * work });
    await duty.tick();
    await duty.tick();
    expect(samplesOf(await openPayloads())).toBe(64);
    await database.db.deleteFrom('tickets').where('first', '<', 32).execute();
    expect(await duty.tick()).toBe('more');
    expect(samplesOf(await openPayloads())).toBe(64);
  });

  it('widens the window to ten seconds of what the workers make', async () => {
    await post(await tenant('wide'), 40_000, 'bulk');
    const { duty, state } = dutyWith({ windowWorkMin: 64 * work });
    for (let second = 0; second < 8; second += 1) {
      await duty.tick();
      await database.db
        .deleteFrom('tickets')
        .where('first', '<', 200 * (second + 1))
        .execute();
      state.nowMs += 1_000;
    }
    await duty.tick();
    expect(samplesOf(await openPayloads())).toBeGreaterThan(1_500);
    expect(samplesOf(await openPayloads())).toBeLessThan(3_000);
  });

  it('keeps a window for each bundle and lane: a full one holds nobody else up', async () => {
    const tenantId = await tenant('queues');
    const cohort = await post(tenantId, 4_000, 'bulk');
    const { duty } = dutyWith({ windowWorkMin: 64 * work });
    await duty.tick();
    const person = await post(tenantId, 1);
    const newer = await post(tenantId, 100, 'bulk', bundleOf('b'));
    await duty.tick();
    const open = await openPayloads();
    const heldBy = (runId: string): number => samplesOf(open.filter((ticket) => ticket.runId === runId));
    expect([heldBy(cohort.id), heldBy(person.id), heldBy(newer.id)]).toEqual([64, 1, 64]);
    expect((await queue.depth({ fingerprint: 'b'.repeat(64), lane: 'bulk' })).waiting).toBe(8);
  });

  it('shares the window between tenants, whoever came first', async () => {
    const [early, late] = [await tenant('early'), await tenant('late')];
    for (let k = 0; k < 30; k += 1) await post(early, 8);
    for (let k = 0; k < 5; k += 1) await post(late, 8);
    await dutyWith({ windowWorkMin: 80 * work }).duty.tick();
    const tenants = (await openPayloads()).map(({ tenantId }) => tenantId);
    expect(tenants.filter((id) => id === late)).toHaveLength(5);
    expect(tenants.filter((id) => id === early)).toHaveLength(5);
  });

  it('goes on where the last leader was: what a tenant has had is not forgotten', async () => {
    const [greedy, patient] = [await tenant('greedy'), await tenant('patient')];
    await post(greedy, 400);
    await post(patient, 400);
    for (const tickets of [1, 2]) {
      const { duty, state } = dutyWith({ windowWorkMin: 8 * tickets * work });
      state.nowMs = tickets * 10_000;
      await duty.tick();
    }
    const had = (tenantId: TenantId, payloads: readonly TicketPayload[]) =>
      samplesOf(payloads.filter((ticket) => ticket.tenantId === tenantId));
    const open = await openPayloads();
    expect([had(greedy, open), had(patient, open)]).toEqual([8, 8]);
  });

  it('leaves bulk work its share of a bundle under a flood of interactive work', async () => {
    const tenantId = await tenant('lanes');
    await post(tenantId, 20_000, 'interactive');
    await post(tenantId, 20_000, 'bulk');
    const { duty, state } = dutyWith({ windowWorkMin: 64 * work, windowWorkMax: 64 * work });
    const made = { interactive: 0, bulk: 0 };
    for (let round = 0; round < 120; round += 1) {
      await duty.tick();
      state.nowMs += 100;
      const [next] = (await openPayloads()).sort((a, b) => b.lane.localeCompare(a.lane) || a.first - b.first);
      if (next === undefined) throw new Error('a worker had nothing to do');
      await database.db.deleteFrom('tickets').where('id', '=', next.ticketId).execute();
      made[next.lane] += next.count;
    }
    expect(made.bulk / (made.bulk + made.interactive)).toBeGreaterThan(0.12);
    expect(made.bulk / (made.bulk + made.interactive)).toBeLessThan(0.25);
  });

  it('dispatches nothing more of a cancelled run, and its tickets can commit nothing', async () => {
    const tenantId = await tenant('cancel');
    const run = await post(tenantId, 64);
    const { duty } = dutyWith({ windowWorkMin: 16 * work });
    await duty.tick();
    const [ticket] = await openPayloads();
    await runs.cancel(tenantId, run.id);
    expect(await duty.tick()).toBe('idle');
    expect(await openPayloads()).toEqual([]);
    expect(await new CommitRepository(database).begin(ticket!)).toEqual([]);
  });

  it('keeps at least four batches waiting while 2,000 generations are worked off', async () => {
    const tenantId = await tenant('storm');
    const batch = 32;
    for (let k = 0; k < 20; k += 1) await Promise.all(Array.from({ length: 100 }, () => post(tenantId, 1)));
    const { duty, state } = dutyWith();
    let done = 0;
    while (done < 2_000 - 4 * batch) {
      await duty.tick();
      state.nowMs += 100;
      const open = await openPayloads();
      expect(open.length).toBeGreaterThanOrEqual(4 * batch);
      const finished = open.slice(0, batch).map(({ ticketId }) => ticketId);
      await database.db.deleteFrom('tickets').where('id', 'in', finished).execute();
      done += finished.length;
    }
  });
});

describe('the reconciler', () => {
  it('queues tickets anew under the next epoch when Redis has lost them', async () => {
    await post(await tenant('lost'), 24);
    await dutyWith().duty.tick();
    const { duty } = reconcilerWith({ reconcileAfterMs: 0 });
    expect(await duty.reconcile()).toBe(0);
    await redisRig.restart();
    await expectEventually(async () => expect(await redis.ping()).toBe('PONG'));
    expect(await duty.reconcile()).toBe(3);
    const open = await openPayloads();
    expect(open.map(({ epoch }) => epoch)).toEqual([2, 2, 2]);
    expect((await queue.alive(open)).size).toBe(3);
    expect(await duty.reconcile()).toBe(0);
  });

  it('gives up a ticket without a job on which eight workers have ended, and goes on with the others', async () => {
    const run = await post(await tenant('poison'), 16);
    await dutyWith().duty.tick();
    const { duty } = reconcilerWith({ reconcileAfterMs: 0 });
    const [poison] = await openPayloads();
    const commits = new CommitRepository(database);
    for (let k = 0; k < 8; k += 1) await commits.begin(poison!);
    expect(await duty.reconcile()).toBe(0);
    expect((await runs.find(run.tenantId, run.id))?.failed).toBe(0);
    await redis.flushall();
    expect(await duty.reconcile()).toBe(1);
    expect(await runs.find(run.tenantId, run.id)).toMatchObject({ failed: 8, error: { code: 'sampler-failed' } });
    expect((await openPayloads()).map(({ epoch, count }) => [epoch, count])).toEqual([[2, 8]]);
  });

  it('leaves fresh tickets alone, whose add may be under way', async () => {
    await post(await tenant('fresh'), 1);
    await dutyWith().duty.tick();
    await redis.flushall();
    expect(await reconcilerWith({ reconcileAfterMs: 60_000 }).duty.reconcile()).toBe(0);
  });

  it('brings the gauges up to date, and takes them away when it leads no longer', async () => {
    await post(await tenant('gauges'), 24);
    await dutyWith().duty.tick();
    const { duty, metrics } = reconcilerWith({ reconcileAfterMs: 0 });
    await duty.reconcile();
    const text = await metrics.registry.metrics();
    expect(text).toContain('echocohort_backlog_samples{lane="interactive"} 24');
    expect(text).toContain('echocohort_backlog_samples{lane="bulk"} 0');
    expect(text).toContain('echocohort_queue_tickets{lane="interactive",bundle="aaaaaaaaaaaa",state="waiting"} 3');
    expect(text).toContain('echocohort_queue_workers{lane="interactive",bundle="aaaaaaaaaaaa"} 0');
    expect(text).toMatch(/echocohort_oldest_backlog_age_seconds{lane="interactive"} 0*[\d.]+/);
    duty.end();
    expect(await metrics.registry.metrics()).not.toMatch(/echocohort_(backlog|queue|oldest)\w+{/);
  });
});
