import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, storageKeys, type RunRow } from '@echocohort/platform';
import { EchoError, type GenerationSpec } from '@echocohort/shared';
import { expectEventually, runSpecOf, startPostgres, startRedis, type RedisRig, type Rig } from '@echocohort/testing';
import { encodeSample } from './finish/sample-files.js';
import { type Stations } from './sample-worker.js';
import {
  bulkDepth,
  createRun,
  dispatchRun,
  metricOf,
  objectsOf,
  openSystem,
  placeOf,
  samplesOf,
  startWorker,
  watchedStorage,
  type TestSystem,
  type TestWorker,
  type WatchedStorage,
} from './system.rig.js';

let postgres: Rig;
let redis: RedisRig;
let system: TestSystem;
let workers: TestWorker[] = [];
let gates: WatchedStorage[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  system = await openSystem(postgres.url, redis.url);
});
afterAll(async () => {
  await system.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});
beforeEach(() => {
  workers = [];
  gates = [];
});
afterEach(async () => {
  for (const gate of gates) gate.open();
  await Promise.all(workers.map(({ worker }) => worker.close()));
});

const runOf = (overrides: Partial<GenerationSpec> = {}): Promise<RunRow> => {
  const { manifest, fingerprint } = system.bundle;
  const bundle = { name: manifest.name, version: manifest.version, fingerprint };
  return createRun(system, runSpecOf({ bundle, frames: manifest.maxFrames, maxAttempts: 1, ...overrides }));
};
const start = async (options?: Parameters<typeof startWorker>[1]): Promise<TestWorker> => {
  const started = await startWorker(system, options);
  workers.push(started);
  return started;
};
const ended = (run: RunRow): Promise<RunRow> =>
  expectEventually(
    async () => {
      const now = (await system.runs.find(system.tenantId, run.id)) as RunRow;
      expect(now.finishedAt).not.toBeNull();
      return now;
    },
    { timeoutMs: 60_000 },
  );
const indicesOf = async (run: RunRow): Promise<number[]> => (await samplesOf(system, run)).map(({ index }) => index);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What is held against the tickets of a run that are open: workers that have begun and not left them. */
const unended = async (run: RunRow): Promise<number[]> => {
  const rows = system.database.db.selectFrom('tickets').select('unended').where('runId', '=', run.id);
  return (await rows.execute()).map((row) => row.unended);
};

/** A worker whose finished samples stop just before their upload, until the gate opens. */
const startGated = async (options?: Parameters<typeof startWorker>[1]) => {
  const gate = watchedStorage(system.storage, () => new EchoError('storage-failed', 'the rig is down'));
  gate.shut();
  gates.push(gate);
  const started = await start({ ...options, storage: gate.storage });
  const untilWaiting = () =>
    expectEventually(() => {
      expect(gate.state.waiting).toBeGreaterThan(0);
    });
  return { ...started, gate, untilWaiting };
};

describe('a ticket that was issued again', () => {
  it('ends with each sample once, and what the old one makes is fenced', async () => {
    const { metrics, gate, untilWaiting } = await startGated();
    const run = await runOf({ samples: 12 });
    const tickets = await dispatchRun(system, run, 6);
    await untilWaiting();
    const again = await system.dispatch.reissue(tickets.map(({ ticketId }) => ticketId));
    expect(again.map(({ epoch }) => epoch)).toEqual([2, 2]);
    gate.open();
    await expectEventually(async () => {
      expect(await metricOf(metrics, 'echocohort_samples_total', { outcome: 'fenced' })).toBe(12);
    });
    expect(await samplesOf(system, run)).toEqual([]);
    await system.queue.add(again);
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 12, failed: 0 });
    expect(await indicesOf(run)).toEqual(upTo(12));
  });

  it('keeps the files of the row, whatever a worker that had stalled uploads afterwards, and keeps no others', async () => {
    // What the late one makes differs in its bytes, so that a row and a video of two makings cannot be taken for one.
    const stations: Partial<Stations> = {
      encodeSample: async (...args) => {
        const files = await encodeSample(...args);
        return { ...files, video: Buffer.concat([files.video, Buffer.from('late')]) };
      },
    };
    const { metrics, worker, gate } = await startGated({ stations });
    const run = await runOf({ samples: 4 });
    const tickets = await dispatchRun(system, run, 2);
    await expectEventually(() => {
      expect(gate.state.waiting).toBe(4 * 3);
    });
    const drained = worker.drain();
    await start();
    await system.queue.add(await system.dispatch.reissue(tickets.map(({ ticketId }) => ticketId)));
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 4 });
    const before = await samplesOf(system, run);
    gate.open();
    await drained;
    expect(await metricOf(metrics, 'echocohort_samples_total', { outcome: 'fenced' })).toBe(4);
    const after = await samplesOf(system, run);
    expect(after).toEqual(before);
    for (const row of after) {
      const video = await system.storage.get(storageKeys.sampleVideo(placeOf(row)));
      expect([createHash('sha256').update(video).digest('hex'), video.length]).toEqual([
        row.videoSha256,
        row.videoBytes,
      ]);
    }
    expect(await objectsOf(system, run)).toEqual(after.flatMap((row) => storageKeys.sampleFiles(placeOf(row))).sort());
  });

  it('ends quietly when its epoch is over before it is begun', async () => {
    const run = await runOf({ samples: 4 });
    const [ticket] = await dispatchRun(system, run, 4);
    await system.dispatch.reissue([ticket!.ticketId]);
    const { metrics } = await start();
    await expectEventually(async () => {
      expect(await bulkDepth(system)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    });
    expect(await metricOf(metrics, 'echocohort_samples_total')).toBe(0);
    expect(await samplesOf(system, run)).toEqual([]);
  });

  it('makes only the samples that have no result yet', async () => {
    const run = await runOf({ samples: 8 });
    const [ticket] = await system.dispatch.issue([{ runId: run.id, count: 8 }]);
    const first = await start();
    await system.queue.add([ticket!]);
    await expectEventually(async () => {
      expect(await ended(run)).toMatchObject({ succeeded: 8 });
    });
    await system.queue.add([ticket!]);
    await expectEventually(async () => {
      expect((await bulkDepth(system)).waiting).toBe(0);
    });
    await first.worker.drain();
    expect(await metricOf(first.metrics, 'echocohort_attempts_total')).toBe(8);
  });
});

describe('Redis', () => {
  it('may lose everything in the middle: tickets that are issued again end with each of 64 samples once', async () => {
    const { gate, untilWaiting } = await startGated();
    const run = await runOf({ samples: 64 });
    await dispatchRun(system, run, 8);
    await untilWaiting();
    await redis.restart();
    gate.open();
    // What a dispatcher does with open tickets that have no live job.
    await expectEventually(
      async () => {
        // Of this run alone: what other tests leave behind would end in the worker of the next one.
        const open = (await system.dispatch.openTickets(0)).filter(({ payload }) => payload.runId === run.id);
        const alive = await system.queue.alive(open.map(({ payload }) => payload));
        const dead = open.filter(({ ticketId }) => !alive.has(ticketId)).map(({ ticketId }) => ticketId);
        await system.queue.add(await system.dispatch.reissue(dead));
        expect((await system.runs.find(system.tenantId, run.id))?.finishedAt).not.toBeNull();
      },
      { timeoutMs: 60_000 },
    );
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 64, failed: 0 });
    expect(await indicesOf(run)).toEqual(upTo(64));
  });
});

describe('a ticket whose lock is lost', () => {
  it('gives up its samples that are in no batch, and finishes the others', async () => {
    const lines: string[] = [];
    const logger = createLogger('worker', { destination: { write: (line) => lines.push(line) } });
    const ticketTimings = { lockMs: 1_000, stalledCheckMs: 60_000 };
    const { worker, metrics, gate, untilWaiting } = await startGated({ logger, ticketTimings });
    const run = await runOf({ samples: 192 });
    await dispatchRun(system, run, 4);
    await untilWaiting();
    expect(Math.max(...(await unended(run)))).toBe(1);
    await redis.restart();
    await expectEventually(() => {
      expect(lines.join('')).toContain('a ticket was lost while it was worked on');
    });
    gate.open();
    await worker.drain();
    expect(Math.max(...(await unended(run)))).toBe(0);
    const made = (await indicesOf(run)).length;
    expect(made).toBe(await metricOf(metrics, 'echocohort_attempts_total'));
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(192);
  });
});

describe('a cancelled run', () => {
  it('gets nothing more committed', async () => {
    const { worker, metrics, gate, untilWaiting } = await startGated();
    const run = await runOf({ samples: 32 });
    await dispatchRun(system, run, 8);
    await untilWaiting();
    await system.runs.cancel(system.tenantId, run.id);
    gate.open();
    await worker.drain();
    expect(await samplesOf(system, run)).toEqual([]);
    expect(await system.runs.find(system.tenantId, run.id)).toMatchObject({ status: 'cancelled', succeeded: 0 });
    expect(await metricOf(metrics, 'echocohort_samples_total', { outcome: 'fenced' })).toBeGreaterThan(0);
    expect(await metricOf(metrics, 'echocohort_samples_total', { outcome: 'accepted' })).toBe(0);
    expect(await objectsOf(system, run)).toEqual([]);
  });
});

describe('drain', () => {
  it('finishes what is in a batch, hands the rest back, and the next worker does it', async () => {
    const { worker, gate, untilWaiting } = await startGated();
    const run = await runOf({ samples: 160 });
    await dispatchRun(system, run, 4);
    await untilWaiting();
    const drained = worker.drain();
    expect(worker.ready()).toMatchObject({ ok: false });
    gate.open();
    await drained;
    const done = await indicesOf(run);
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(160);
    const { waiting, active, delayed } = await bulkDepth(system);
    expect(active).toBe(0);
    expect(waiting + delayed).toBeGreaterThan(0);
    expect(new Set(await unended(run))).toEqual(new Set([0]));
    await worker.close();
    const next = await start();
    expect(await ended(run)).toMatchObject({ status: 'succeeded', succeeded: 160 });
    expect(await indicesOf(run)).toEqual(upTo(160));
    expect(await metricOf(next.metrics, 'echocohort_attempts_total')).toBe(160 - done.length);
  });
});
