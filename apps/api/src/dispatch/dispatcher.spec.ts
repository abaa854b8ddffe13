import {
  CommitRepository,
  connectRedis,
  createLogger,
  createMetrics,
  type Database,
  DispatchRepository,
  openDatabase,
  RunsRepository,
  TenantsRepository,
  TicketQueue,
} from '@echocohort/platform';
import { type Lane, type TenantId } from '@echocohort/shared';
import { expectEventually, runSpecOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultDispatchConfig, type DispatchConfig } from '../api-config.js';
import { DispatchBell } from './dispatch-bell.js';
import { Dispatcher } from './dispatcher.js';

describe('the dispatcher', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let redisRig: Awaited<ReturnType<typeof startRedis>>;
  let redis: ReturnType<typeof connectRedis>;
  let database: Database;
  let queue: TicketQueue;
  let runs: RunsRepository;
  let repository: DispatchRepository;
  let started: Dispatcher[];

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
    started = [];
    await database.db.deleteFrom('tickets').execute();
    await database.db.updateTable('runs').set({ status: 'cancelled' }).execute();
    await redis.flushall();
  });
  afterEach(() => Promise.all(started.map((dispatcher) => dispatcher.stop())));

  const dispatcherWith = (overrides: Partial<DispatchConfig> = {}) => {
    const bell = new DispatchBell();
    const metrics = createMetrics();
    const config = { ...defaultDispatchConfig, busyPollMs: 20, idlePollMs: 20, leadRetryMs: 20, ...overrides };
    const logger = createLogger('dispatcher', { level: 'silent' });
    const dispatcher = new Dispatcher({ database, repository, queue, metrics, logger, config, bell });
    return { dispatcher, bell, metrics };
  };
  const start = (overrides: Partial<DispatchConfig> = {}) => {
    const made = dispatcherWith(overrides);
    started.push(made.dispatcher);
    made.dispatcher.start();
    return made;
  };
  /** The lock is asked for, and given back where it was free. */
  const expectLed = async () => {
    const leadership = await database.tryLead();
    await leadership?.release();
    expect(leadership).toBeNull();
  };
  const tenant = async (name: string): Promise<TenantId> => (await new TenantsRepository(database).ensure(name)).id;
  const post = async (tenantId: TenantId, samples: number, lane: Lane = 'interactive') =>
    (await runs.create(tenantId, { lane, spec: runSpecOf({ samples }) })).run;
  const openPayloads = async () => (await repository.openTickets(0)).map(({ payload }) => payload);

  it('cuts interactive runs into tickets of 8 samples and bulk runs into tickets of 64', async () => {
    const tenantId = await tenant('cuts');
    const small = await post(tenantId, 20);
    const large = await post(tenantId, 130, 'bulk');
    await dispatcherWith().dispatcher.round();
    const counts = async (runId: string) =>
      (await openPayloads()).filter((ticket) => ticket.runId === runId).map(({ count }) => count);
    expect((await counts(small.id)).sort()).toEqual([4, 8, 8]);
    expect((await counts(large.id)).sort()).toEqual([2, 64, 64]);
    expect((await queue.depth()).waiting).toBe(6);
  });

  it('fills its window and no more, and goes on as tickets end', async () => {
    const tenantId = await tenant('window');
    await post(tenantId, 40, 'bulk');
    const { dispatcher } = dispatcherWith({ windowTickets: 4, samplesPerBulkTicket: 2 });
    await dispatcher.round();
    await dispatcher.round();
    expect(await repository.openTicketCount()).toBe(4);
    await database.db.deleteFrom('tickets').where('first', '=', 0).execute();
    expect(await dispatcher.round()).toBe('more');
    expect(await repository.openTicketCount()).toBe(4);
  });

  it('wakes at a ring, long before its poll', async () => {
    const { bell } = start({ idlePollMs: 60_000 });
    await expectEventually(expectLed);
    await post(await tenant('bell'), 1);
    bell.ring();
    await expectEventually(async () => expect((await queue.depth()).waiting).toBe(1));
  });

  it('queues tickets anew under the next epoch when Redis has lost them', async () => {
    await post(await tenant('lost'), 24);
    const { dispatcher } = dispatcherWith({ reconcileAfterMs: 0 });
    await dispatcher.round();
    expect(await dispatcher.reconcile()).toBe(0);
    await redisRig.restart();
    await expectEventually(async () => expect(await redis.ping()).toBe('PONG'));
    expect(await dispatcher.reconcile()).toBe(3);
    const open = await openPayloads();
    expect(open.map(({ epoch }) => epoch)).toEqual([2, 2, 2]);
    expect((await queue.alive(open)).size).toBe(3);
    expect(await dispatcher.reconcile()).toBe(0);
  });

  it('gives up a ticket without a job on which eight workers have ended, and goes on with the others', async () => {
    const run = await post(await tenant('poison'), 16);
    const { dispatcher } = dispatcherWith({ reconcileAfterMs: 0 });
    await dispatcher.round();
    const [poison] = await openPayloads();
    const commits = new CommitRepository(database);
    for (let k = 0; k < 8; k += 1) await commits.begin(poison!);
    expect(await dispatcher.reconcile()).toBe(0);
    expect((await runs.find(run.tenantId, run.id))?.failed).toBe(0);
    await redis.flushall();
    expect(await dispatcher.reconcile()).toBe(1);
    expect(await runs.find(run.tenantId, run.id)).toMatchObject({ failed: 8, error: { code: 'sampler-failed' } });
    expect((await openPayloads()).map(({ epoch, count }) => [epoch, count])).toEqual([[2, 8]]);
  });

  it('leaves fresh tickets alone, whose add may be under way', async () => {
    await post(await tenant('fresh'), 1);
    const { dispatcher } = dispatcherWith({ reconcileAfterMs: 60_000 });
    await dispatcher.round();
    await redis.flushall();
    expect(await dispatcher.reconcile()).toBe(0);
  });

  it('recovers by itself, while it runs, from a Redis that was emptied', async () => {
    await post(await tenant('running'), 16);
    start({ reconcileEveryMs: 20, reconcileAfterMs: 100 });
    await expectEventually(async () => expect((await queue.depth()).waiting).toBe(2));
    await redis.flushall();
    await expectEventually(async () => expect((await queue.depth()).waiting).toBe(2));
    expect(Math.max(...(await openPayloads()).map(({ epoch }) => epoch))).toBeGreaterThan(1);
  });

  it('shares the window between tenants, whoever came first', async () => {
    const [early, late] = [await tenant('early'), await tenant('late')];
    for (let k = 0; k < 30; k += 1) await post(early, 8);
    for (let k = 0; k < 5; k += 1) await post(late, 8);
    await dispatcherWith({ windowTickets: 10 }).dispatcher.round();
    const tenants = (await openPayloads()).map(({ tenantId }) => tenantId);
    expect(tenants.filter((id) => id === late)).toHaveLength(5);
    expect(tenants.filter((id) => id === early)).toHaveLength(5);
  });

  it('serves interactive runs before bulk ones', async () => {
    const tenantId = await tenant('lanes');
    await post(tenantId, 640, 'bulk');
    const small = await post(tenantId, 8);
    await dispatcherWith({ windowTickets: 1 }).dispatcher.round();
    expect((await openPayloads()).map(({ runId }) => runId)).toEqual([small.id]);
  });

  it('dispatches nothing more of a cancelled run, and its tickets can commit nothing', async () => {
    const tenantId = await tenant('cancel');
    const run = await post(tenantId, 64);
    const { dispatcher } = dispatcherWith({ windowTickets: 2 });
    await dispatcher.round();
    const [ticket] = await openPayloads();
    await runs.cancel(tenantId, run.id);
    expect(await dispatcher.round()).toBe('idle');
    expect(await openPayloads()).toEqual([]);
    expect(await new CommitRepository(database).begin(ticket!)).toEqual([]);
  });

  it('lets one process lead, and another take over when it stops', async () => {
    const first = start();
    await expectEventually(expectLed);
    start();
    await first.dispatcher.stop();
    await expectEventually(expectLed);
    await post(await tenant('leader'), 1);
    await expectEventually(async () => expect((await queue.depth()).waiting).toBe(1));
  });

  it('goes on after a round that failed', async () => {
    const { dispatcher } = start();
    const issue = repository.issue.bind(repository);
    let failures = 2;
    repository.issue = (requests) => {
      if (failures === 0) return issue(requests);
      failures -= 1;
      return Promise.reject(new Error('lost connection'));
    };
    await post(await tenant('failing'), 1);
    await expectEventually(async () => expect((await queue.depth()).waiting).toBe(1));
    repository.issue = issue;
    await dispatcher.stop();
  });

  it('keeps at least four batches waiting while 2,000 generations are worked off', async () => {
    const tenantId = await tenant('storm');
    const batch = 64;
    for (let k = 0; k < 20; k += 1) await Promise.all(Array.from({ length: 100 }, () => post(tenantId, 1)));
    const { dispatcher } = dispatcherWith();
    let done = 0;
    while (done < 2_000 - 4 * batch) {
      await dispatcher.round();
      const open = await openPayloads();
      expect(open.length).toBeGreaterThanOrEqual(4 * batch);
      const finished = open.slice(0, batch).map(({ ticketId }) => ticketId);
      await database.db.deleteFrom('tickets').where('id', 'in', finished).execute();
      done += finished.length;
    }
  });

  it('brings the gauges up to date', async () => {
    await post(await tenant('gauges'), 24);
    const { dispatcher, metrics } = dispatcherWith();
    await dispatcher.round();
    await dispatcher.reconcile();
    const text = await metrics.registry.metrics();
    expect(text).toContain('echocohort_backlog_samples 24');
    expect(text).toContain('echocohort_queue_tickets{state="waiting"} 3');
    expect(text).toMatch(/echocohort_oldest_backlog_age_seconds 0*[\d.]+/);
  });
});
