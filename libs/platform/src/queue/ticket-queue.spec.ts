import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  EchoError,
  newRunId,
  newTenantId,
  newTicketId,
  ticketQueueName,
  type Lane,
  type TicketId,
  type TicketPayload,
} from '@echocohort/shared';
import { expectEventually, freePort, startRedis, type RedisRig } from '@echocohort/testing';
import { Queue } from 'bullmq';
import { type Redis } from 'ioredis';
import {
  connectRedis,
  createTicketWorker,
  pingRedis,
  TicketQueue,
  type TicketQueueRef,
  type TicketWorker,
} from '../index.js';

let rig: RedisRig;
let redis: Redis;
let queue: TicketQueue;
let workers: TicketWorker[];
let warnings: unknown[][];

beforeAll(async () => {
  rig = await startRedis();
});
afterAll(() => rig.stop());

beforeEach(async () => {
  warnings = [];
  const record = (...line: unknown[]): void => void warnings.push(line);
  redis = connectRedis(rig.url, { logger: { warn: record, info: record } as never });
  await redis.flushall();
  queue = new TicketQueue(redis);
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close({ abandon: true })));
  await queue.close();
  redis.disconnect();
});

const fingerprint = 'f'.repeat(64);
const other = '0'.repeat(64);

const ticketOf = (lane: Lane = 'interactive'): TicketPayload => ({
  version: 2,
  ticketId: newTicketId(),
  runId: newRunId(),
  tenantId: newTenantId(),
  lane,
  fingerprint,
  shelf: 0,
  epoch: 1,
  first: 0,
  count: 4,
});

interface Started {
  worker: TicketWorker;
  handled: TicketId[];
  errors: unknown[];
}

const startWorker = (
  handle: (ticket: TicketPayload, signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
  timings = { lockMs: 1_000, stalledCheckMs: 300 },
  concurrency = 1,
  samplesInHand = Infinity,
  of: TicketQueueRef = { fingerprint, lane: 'interactive' },
): Started => {
  const handled: TicketId[] = [];
  const errors: unknown[] = [];
  const worker = createTicketWorker({
    connection: redis,
    queue: of,
    concurrency,
    samplesInHand,
    timings,
    handle: async (ticket, signal) => {
      handled.push(ticket.ticketId);
      await handle(ticket, signal);
    },
    onError: (error) => errors.push(error),
  });
  workers.push(worker);
  worker.run();
  return { worker, handled, errors };
};

const never = (): Promise<void> => new Promise(() => undefined);
const interactive: TicketQueueRef = { fingerprint, lane: 'interactive' };
const bulk: TicketQueueRef = { fingerprint, lane: 'bulk' };

describe('TicketQueue', () => {
  it('hands tickets over whole, once each, and leaves nothing behind', async () => {
    const tickets = [ticketOf(), ticketOf()];
    const seen: TicketPayload[] = [];
    await queue.add(tickets);
    await queue.add(tickets);
    expect(await queue.depth(interactive)).toEqual({ waiting: 2, active: 0, delayed: 0, failed: 0 });
    startWorker((ticket) => {
      seen.push(ticket);
      return Promise.resolve();
    });
    await expectEventually(() => expect(seen).toEqual(tickets));
    await expectEventually(async () =>
      expect(await queue.depth(interactive)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
    );
    expect(await redis.keys(`*${tickets[0]!.ticketId}*`)).toEqual([]);
  });

  it('gives a worker the tickets of its bundle and lane, and no others', async () => {
    const mine = [ticketOf(), ticketOf()];
    await queue.add([ticketOf('bulk'), { ...ticketOf(), fingerprint: other }, ...mine]);
    const { handled } = startWorker();
    await expectEventually(async () => expect((await queue.depth(interactive)).waiting).toBe(0));
    await expectEventually(() => expect(handled).toEqual(mine.map(({ ticketId }) => ticketId)));
    expect((await queue.depth(bulk)).waiting).toBe(1);
    expect((await queue.depth({ fingerprint: other, lane: 'interactive' })).waiting).toBe(1);
  });

  it('counts the workers of a queue, in whatever process', async () => {
    startWorker();
    startWorker();
    await expectEventually(async () => expect(await queue.workers(interactive)).toBe(2));
    expect(await queue.workers(bulk)).toBe(0);
  });

  it('knows which tickets live: waiting, running and delayed ones of that epoch', async () => {
    const [running, waiting, cohort, unknown] = [ticketOf(), ticketOf(), ticketOf('bulk'), ticketOf()];
    await queue.add([running, waiting, cohort]);
    const { handled } = startWorker(never);
    await expectEventually(() => expect(handled).toEqual([running.ticketId]));
    const all = [running, waiting, cohort, unknown];
    const alive = [running, waiting, cohort].map(({ ticketId }) => ticketId);
    expect(await queue.alive(all)).toEqual(new Set(alive));
    expect(await queue.alive([{ ...waiting, epoch: 2 }])).toEqual(new Set());
    await queue.remove([waiting, running, unknown]);
    expect(await queue.alive(all)).toEqual(new Set([running.ticketId, cohort.ticketId]));
  });

  it('counts a ticket that waits for its next try as alive', async () => {
    const ticket = ticketOf();
    await queue.add([ticket]);
    const { errors } = startWorker(() => Promise.reject(new Error('try again')));
    await expectEventually(() => expect(errors).toHaveLength(1));
    await expectEventually(async () => expect((await queue.depth(interactive)).delayed).toBe(1));
    expect(await queue.alive([ticket])).toEqual(new Set([ticket.ticketId]));
  });

  it('has nothing alive after Redis lost everything, and takes the next epoch', async () => {
    const ticket = ticketOf();
    await queue.add([ticket]);
    await redis.flushall();
    expect(await queue.alive([ticket])).toEqual(new Set());
    await queue.add([{ ...ticket, epoch: 2 }]);
    const epochs: number[] = [];
    startWorker(({ epoch }) => {
      epochs.push(epoch);
      return Promise.resolve();
    });
    await expectEventually(() => expect(epochs).toEqual([2]));
  });
});

describe('createTicketWorker', () => {
  it('gives the ticket of a dead worker to another one', async () => {
    const ticket = ticketOf();
    await queue.add([ticket]);
    const dead = startWorker(never);
    await expectEventually(() => expect(dead.handled).toHaveLength(1));
    await dead.worker.close({ abandon: true });
    const heir = startWorker();
    await expectEventually(() => expect(heir.handled).toEqual([ticket.ticketId]));
    await expectEventually(async () => expect(await queue.alive([ticket])).toEqual(new Set()));
    expect(dead.handled).toHaveLength(1);
  });

  it('keeps a ticket that takes much longer than its lock', async () => {
    await queue.add([ticketOf()]);
    let finish: () => void = () => undefined;
    const slow = startWorker(() => new Promise((resolve) => (finish = resolve)));
    const other = startWorker();
    await expectEventually(() => expect(slow.handled.length + other.handled.length).toBe(1));
    const started = performance.now();
    await expectEventually(() => expect(performance.now() - started).toBeGreaterThan(2_500));
    expect(slow.handled.length + other.handled.length).toBe(1);
    finish();
  });

  it('aborts the signal of a ticket whose lock is lost', async () => {
    await queue.add([ticketOf()]);
    let aborted = false;
    const { handled } = startWorker(
      (_ticket, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    );
    await expectEventually(() => expect(handled).toHaveLength(1));
    await redis.flushall();
    await expectEventually(() => expect(aborted).toBe(true));
  });

  it('fails a payload that does not parse for good and says why', async () => {
    const raw = new Queue(ticketQueueName(interactive), { connection: redis });
    await raw.add('sample-ticket', { ...ticketOf(), epoch: 'one' }, { jobId: 'odd', attempts: 3, removeOnFail: true });
    const { handled, errors } = startWorker();
    await expectEventually(() => expect(errors).toHaveLength(1));
    expect(String(errors[0])).toMatch(/does not parse[\s\S]*epoch/);
    await expectEventually(async () => expect(await raw.getJobState('odd')).toBe('unknown'));
    expect(handled).toEqual([]);
    await raw.close();
  });

  it('tries again what a retry can help, and nothing else', async () => {
    const [hopeless, passing] = [ticketOf(), ticketOf()];
    await queue.add([hopeless, passing]);
    const tries = new Map<TicketId, number>();
    const { errors } = startWorker(({ ticketId }) => {
      tries.set(ticketId, (tries.get(ticketId) ?? 0) + 1);
      if (ticketId === hopeless.ticketId) throw new EchoError('unreadable-clip', 'broken');
      if (tries.get(ticketId) === 1) throw new EchoError('storage-failed', 'away');
      return Promise.resolve();
    });
    await expectEventually(() => expect(tries.get(passing.ticketId)).toBe(2));
    expect(tries.get(hopeless.ticketId)).toBe(1);
    expect(errors.map((error) => (error as EchoError).code)).toEqual(['unreadable-clip', 'storage-failed']);
    await expectEventually(async () => expect(await queue.alive([hopeless, passing])).toEqual(new Set()));
  });

  it('takes no ticket while it has enough samples in hand, and leaves the others to other workers', async () => {
    const tickets = Array.from({ length: 6 }, () => ticketOf('bulk')); // of 4 samples each
    await queue.add(tickets);
    const finish: (() => void)[] = [];
    const handle = (): Promise<void> => new Promise((resolve) => void finish.push(resolve));
    const { worker, handled } = startWorker(handle, { lockMs: 10_000, stalledCheckMs: 5_000 }, 10, 7, bulk);
    await expectEventually(() => expect(handled).toHaveLength(2));
    expect(worker.hasRoom()).toBe(false);
    const next = startWorker(never, { lockMs: 10_000, stalledCheckMs: 5_000 }, 10, 1, bulk);
    await expectEventually(() => expect(next.handled).toHaveLength(1));
    expect(handled).toHaveLength(2);
    expect((await queue.depth(bulk)).waiting).toBe(3);
    finish.shift()?.();
    await expectEventually(() => expect(handled).toHaveLength(3));
    expect((await queue.depth(bulk)).waiting).toBe(2);
  });

  it('takes a ticket that no longer parses out of its count', async () => {
    const raw = new Queue(ticketQueueName(interactive), { connection: redis });
    await raw.add('sample-ticket', { ...ticketOf(), epoch: 'one', count: 50 }, { jobId: 'odd', removeOnFail: true });
    await queue.add([ticketOf()]);
    const { handled } = startWorker(undefined, undefined, 10, 1);
    await expectEventually(() => expect(handled).toHaveLength(1));
    await raw.close();
  });

  it('takes nothing while it is paused and goes on after', async () => {
    const { worker, handled } = startWorker();
    await worker.pause();
    await queue.add([ticketOf()]);
    expect((await queue.depth(interactive)).waiting).toBe(1);
    worker.run();
    await expectEventually(() => expect(handled).toHaveLength(1));
  });

  it('waits for the tickets in hand when it closes', async () => {
    const ticket = ticketOf();
    await queue.add([ticket]);
    let finish: () => void = () => undefined;
    const { worker, handled } = startWorker(() => new Promise((resolve) => (finish = resolve)));
    await expectEventually(() => expect(handled).toHaveLength(1));
    let closed = false;
    const closing = worker.close().then(() => (closed = true));
    await redis.ping();
    expect(closed).toBe(false);
    finish();
    await closing;
    expect(await queue.alive([ticket])).toEqual(new Set());
  });
});

describe('an outage of Redis', () => {
  it('is survived by queue and worker, and told once when it begins and once when it ends', async () => {
    const { handled, errors } = startWorker();
    const ticket = ticketOf();
    await queue.add([ticket]);
    await expectEventually(() => expect(handled).toHaveLength(1));
    expect(await pingRedis(redis, 500)).toBe(true);
    await rig.restart();
    await expectEventually(async () => expect(await pingRedis(redis, 500)).toBe(true));
    const second = ticketOf();
    await queue.add([second]);
    await expectEventually(() => expect(handled).toEqual([ticket.ticketId, second.ticketId]), { timeoutMs: 20_000 });
    expect(warnings.map((line) => line.at(-1)).slice(0, 2)).toEqual(['Redis does not answer', 'Redis answers again']);
    expect(warnings).toHaveLength(2);
    expect(errors.length).toBeLessThanOrEqual(2);
  });

  it('is told once, however often the worker tries', async () => {
    const absent = connectRedis(`redis://127.0.0.1:${await freePort()}`);
    let retries = 0;
    absent.on('reconnecting', () => (retries += 1));
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const worker = createTicketWorker({
      connection: absent,
      queue: interactive,
      concurrency: 1,
      samplesInHand: 1,
      handle: never,
      onError,
    });
    worker.run();
    await expectEventually(() => expect(retries).toBeGreaterThan(4));
    expect(errors).toHaveLength(1);
    expect(await pingRedis(absent, 100)).toBe(false);
    absent.disconnect();
    await worker.close({ abandon: true });
  });
});
