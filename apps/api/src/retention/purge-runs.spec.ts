import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CommitRepository,
  createLogger,
  createStorage,
  DispatchRepository,
  newTake,
  openDatabase,
  PurgesRepository,
  QuotaRepository,
  RunDeletionsRepository,
  RunsRepository,
  storageKeys,
  TenantsRepository,
  UsageRepository,
  type Database,
  type StoragePort,
} from '@echocohort/platform';
import { newTenantId, type RunId, type TenantId, type TicketPayload, sampleSpec } from '@echocohort/shared';
import { cohortSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultPurgeConfig, type PurgeConfig } from '../api-config.js';
import { resultOf } from '../test-rig/make-samples.js';
import { PurgeRuns, type PurgeRunsParts } from './purge-runs.js';

const video = Buffer.from('0123456789');
const everyMs = defaultPurgeConfig.everyMs;

describe('the purge of runs', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let dir: string;
  let storage: StoragePort;
  let tenantId: TenantId;
  let nowMs = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
    dir = await mkdtemp(join(tmpdir(), 'echocohort-purge-'));
    storage = createStorage({ driver: 'file', dir, publicUrl: '', secret: '' });
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), rm(dir, { recursive: true })]);
  });
  beforeEach(async () => {
    tenantId = (await new TenantsRepository(database).ensure(newTenantId())).id;
  });

  type Ports = Pick<PurgeRunsParts, 'repository' | 'storage'>;
  const realPorts = (): Ports => ({ repository: new PurgesRepository(database), storage });
  const purgerWith = (overrides: Partial<PurgeConfig> = {}, ports: Ports = realPorts()) => {
    const duty = new PurgeRuns({
      ...ports,
      logger: createLogger('purge', { level: 'silent' }),
      config: { ...defaultPurgeConfig, settleMs: 0, ...overrides },
      now: () => nowMs,
    });
    return async (ticks: number) => {
      for (let k = 0; k < ticks; k += 1) {
        nowMs += everyMs;
        await duty.tick().catch(() => 'idle');
        await duty.settled();
      }
    };
  };
  /** A run, and a worker's part for some of its samples. */
  const runOf = async (samples: number, made = samples, expiresAfterSeconds: number | null = null) => {
    const spec = cohortSpecOf({ samples });
    const { run } = await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec });
    await database.db.updateTable('runs').set({ expiresAfterSeconds }).where('id', '=', run.id).execute();
    const [ticket] = await new DispatchRepository(database).issue([{ runId: run.id, count: samples }]);
    for (let index = 0; index < made; index += 1) await make(ticket!, index);
    return { runId: run.id, ticket: ticket! };
  };
  const make = async (ticket: TicketPayload, index: number) => {
    const result = resultOf(ticket, sampleSpec(cohortSpecOf(), index), video);
    const place = { tenantId, runId: ticket.runId, index, take: newTake() };
    for (const key of storageKeys.sampleFiles(place)) await storage.put(key, video, { contentType: '' });
    return new CommitRepository(database).commit([{ ...result, take: place.take }]);
  };
  const remove = (runId: RunId) => new RunDeletionsRepository(database).delete(tenantId, runId, 'cohort');
  const objectsOf = async (runId: RunId): Promise<number> => {
    let objects = 0;
    for await (const key of storage.list(storageKeys.runPrefix(tenantId, runId))) objects += key === '' ? 0 : 1;
    return objects;
  };
  /** What is left of a run: objects, rows, and itself. */
  const leftOf = async (runId: RunId) => {
    const { rows } = await sql<{ samples: number; runs: number; tombstones: number }>`
      select (select count(*)::integer from samples where run_id = ${runId}) as samples,
        (select count(*)::integer from runs where id = ${runId}) as runs,
        (select count(*)::integer from tombstones where run_id = ${runId}) as tombstones`.execute(database.db);
    return { objects: await objectsOf(runId), ...rows[0]! };
  };
  const nothing = { objects: 0, samples: 0, runs: 0, tombstones: 1 };
  const bytesUsed = async (): Promise<number> => (await new QuotaRepository(database).standing(tenantId)).storageBytes;

  it('leaves a tombstone of a deleted run, gives its bytes back, and touches no other', async () => {
    const [gone, other] = [await runOf(3), await runOf(2)];
    expect(await bytesUsed()).toBe(50);
    expect(await remove(gone.runId)).toBe(true);
    await purgerWith()(4);
    expect(await leftOf(gone.runId)).toEqual(nothing);
    expect(await leftOf(other.runId)).toEqual({ objects: 6, samples: 2, runs: 1, tombstones: 0 });
    expect(await bytesUsed()).toBe(20);
    await new UsageRepository(database).fold(1_000);
    expect(await bytesUsed()).toBe(20);
    expect(await new QuotaRepository(database).standing(tenantId)).toMatchObject({ samplesPerDay: 5 });
  });

  it('takes nothing of a worker that comes late, and deletes what it had stored', async () => {
    const { runId, ticket } = await runOf(4, 2);
    expect(await remove(runId)).toBe(true);
    expect(await remove(runId)).toBe(false);
    expect(await make(ticket, 2)).toEqual(['fenced']);
    const purge = purgerWith({ settleMs: 3_600_000 });
    await purge(3);
    expect(await leftOf(runId)).toEqual({ objects: 0, samples: 2, runs: 1, tombstones: 0 });
    expect(await bytesUsed()).toBe(0);
    // It was killed before it could clean up after itself.
    expect(await make(ticket, 3)).toEqual(['fenced']);
    expect(await objectsOf(runId)).toBe(3);
    await purgerWith()(3);
    expect(await leftOf(runId)).toEqual(nothing);
    expect(await new CommitRepository(database).begin(ticket)).toEqual([]);
    expect(await make(ticket, 3)).toEqual(['fenced']);
  });

  it('expires runs when their time is over, by when they ended, and none that is kept or goes on', async () => {
    const ended = async (seconds: number | null, ago: number): Promise<RunId> => {
      const { runId } = await runOf(1, 1, seconds);
      await sql`update runs set finished_at = now() - make_interval(secs => ${ago}) where id = ${runId}`.execute(
        database.db,
      );
      return runId;
    };
    const [over, alsoOver] = [await ended(3_600, 3_601), await ended(7_200, 7_300)];
    const kept = [await ended(3_600, 3_590), await ended(7_200, 3_700), await ended(null, 1e6)];
    const { runId: alive } = await runOf(2, 1, 1);
    // Gone for who reads before the leader has looked.
    expect(await new RunsRepository(database).find(tenantId, over)).toBeNull();
    await purgerWith({ runsPerTick: 1 })(8);
    for (const runId of [over, alsoOver]) expect(await leftOf(runId)).toEqual(nothing);
    for (const runId of [...kept, alive])
      expect(await leftOf(runId)).toMatchObject({ runs: 1, samples: 1, objects: 3 });
    const rows = await database.db.selectFrom('tombstones').select(['runId', 'reason']).execute();
    expect(rows.filter(({ runId }) => runId === over)).toEqual([{ runId: over, reason: 'expired' }]);
  });

  /** Ports of a process that is killed at its nth call: that one is not made, nor any after it. */
  const mortal = (callsLeft: number): Ports & { readonly died: () => boolean } => {
    const life = { calls: 0 };
    const live = () => {
      life.calls += 1;
      if (life.calls > callsLeft) throw new Error('killed');
    };
    const real = realPorts();
    const { repository } = real;
    const counted =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        live();
        return work(...args);
      };
    return {
      died: () => life.calls > callsLeft,
      repository: {
        expire: () => Promise.resolve(0),
        next: counted((ms) => repository.next(ms)),
        emptied: counted((run) => repository.emptied(run)),
        deleteRows: counted((run, limit) => repository.deleteRows(run, limit)),
        bury: counted((run) => repository.bury(run)),
      },
      storage: {
        list: (prefix) => storage.list(prefix),
        // Killed in the midst of many: some are gone.
        deleteMany: async (keys) => {
          await storage.deleteMany(keys.slice(0, 2));
          live();
          await storage.deleteMany(keys);
        },
      },
    };
  };

  it('goes on where another process was killed, wherever that was', async () => {
    const other = await runOf(2);
    const before = await bytesUsed();
    let callsLeft = 0;
    for (let hasDied = true; hasDied; callsLeft += 1) {
      const { runId } = await runOf(3);
      await remove(runId);
      const ports = mortal(callsLeft);
      await purgerWith({ keysPerTick: 4, rowsPerTick: 2, retryMs: 1 }, ports)(12);
      hasDied = ports.died();
      await purgerWith({ keysPerTick: 4, rowsPerTick: 2 })(12);
      expect([callsLeft, await leftOf(runId)]).toEqual([callsLeft, nothing]);
      expect([callsLeft, await bytesUsed()]).toEqual([callsLeft, before]);
    }
    // Each of them once: next, three batches of objects, bytes; next, no objects, rows three times, the run, and next again.
    expect(callsLeft).toBeGreaterThan(10);
    expect(await leftOf(other.runId)).toEqual({ objects: 6, samples: 2, runs: 1, tombstones: 0 });
  });
});
