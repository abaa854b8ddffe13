import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CohortsRepository,
  CommitRepository,
  createLogger,
  createStorage,
  DispatchRepository,
  LeftoversRepository,
  newTake,
  openDatabase,
  RunsRepository,
  storageKeys,
  TenantsRepository,
  type Database,
  type SamplePlace,
  type SampleResultRow,
  type StoragePort,
} from '@echocohort/platform';
import { EchoError, sampleSpec, type RunId, type RunSpec, type TenantId, type TicketPayload } from '@echocohort/shared';
import { cohortSpecOf, runSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSweepConfig, type SweepConfig } from '../api-config.js';
import { failedFacts, resultOf } from '../test-rig/make-samples.js';
import { SweepLeftovers } from './sweep-leftovers.js';

const everyMs = defaultSweepConfig.everyMs;

describe('the sweeper', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let dir: string;
  let storage: StoragePort;
  let tenantId: TenantId;
  let nowMs = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
    dir = await mkdtemp(join(tmpdir(), 'echocohort-sweep-'));
    storage = createStorage({ driver: 'file', dir, publicUrl: '', secret: '' });
    tenantId = (await new TenantsRepository(database).ensure('sweeper')).id;
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), rm(dir, { recursive: true })]);
  });
  beforeEach(async () => {
    await database.db.updateTable('runs').set({ leftovers: false }).execute();
  });

  const sweeperWith = (overrides: Partial<SweepConfig> = {}, store: StoragePort = storage) => {
    const duty = new SweepLeftovers({
      repository: new LeftoversRepository(database),
      storage: store,
      logger: createLogger('sweeper', { level: 'silent' }),
      config: { ...defaultSweepConfig, overForMs: 0, ...overrides },
      now: () => nowMs,
    });
    return async (ticks = 1, afterMs = everyMs) => {
      for (let k = 0; k < ticks; k += 1) {
        nowMs += afterMs;
        await duty.tick();
        await duty.settled();
      }
    };
  };
  const ticketOf = async (samples: number, specOf: (of: { samples: number }) => RunSpec = runSpecOf) => {
    const { run } = await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec: specOf({ samples }) });
    return (await new DispatchRepository(database).issue([{ runId: run.id, count: samples }]))[0]!;
  };
  const put = async (ticket: TicketPayload, index: number, take = newTake()): Promise<SamplePlace> => {
    const place = { tenantId, runId: ticket.runId, index, take };
    for (const key of storageKeys.sampleFiles(place)) await storage.put(key, Buffer.from(take), { contentType: '' });
    return place;
  };
  const commit = (ticket: TicketPayload, index: number, facts: Partial<SampleResultRow> = {}) =>
    new CommitRepository(database).commit([
      { ...resultOf(ticket, sampleSpec(runSpecOf(), index), Buffer.from('')), ...facts },
    ]);
  const objectsOf = async (runId: RunId): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of storage.list(storageKeys.runPrefix(tenantId, runId))) keys.push(key);
    return keys.sort();
  };
  const filesOf = (places: readonly SamplePlace[]): string[] => places.flatMap(storageKeys.sampleFiles).sort();
  /** A run of `samples` that was worked on twice: each sample with its own files and with those of a worker that was killed. */
  const twice = async (
    samples: number,
    specOf?: typeof cohortSpecOf,
  ): Promise<{ runId: RunId; kept: SamplePlace[] }> => {
    const ticket = await ticketOf(samples, specOf);
    const [again] = await new DispatchRepository(database).reissue([ticket.ticketId]);
    const kept: SamplePlace[] = [];
    for (let index = 0; index < samples; index += 1) {
      await put(ticket, index);
      kept.push(await put(ticket, index));
      await commit(again!, index, { take: kept[index]!.take });
    }
    return { runId: ticket.runId, kept };
  };

  it('deletes what no row names, and nothing else', async () => {
    const { runId, kept } = await twice(3);
    const other = await put(await ticketOf(1), 0);
    expect(await objectsOf(runId)).toHaveLength(18);
    await sweeperWith()();
    expect(await objectsOf(runId)).toEqual(filesOf(kept));
    expect(await objectsOf(other.runId)).toEqual(filesOf([other]));
  });

  it('leaves nothing of a cancelled run but its samples, and nothing of one that failed', async () => {
    const ticket = await ticketOf(4);
    const kept = await put(ticket, 0);
    await commit(ticket, 0, { take: kept.take });
    await put(ticket, 1);
    await commit(ticket, 1, { ...failedFacts, error: { code: 'sampler-failed', message: 'no' } });
    await put(ticket, 2);
    await new RunsRepository(database).cancel(tenantId, ticket.runId);
    await sweeperWith()();
    expect(await objectsOf(ticket.runId)).toEqual(filesOf([kept]));
  });

  it('keeps the items of a run that was uploaded: they are no sample’s', async () => {
    const { runId, kept } = await twice(2);
    const items = storageKeys.runItems(tenantId, runId);
    await storage.put(items, Buffer.from('items'), { contentType: '' });
    await sweeperWith()();
    expect(await objectsOf(runId)).toEqual([...filesOf(kept), items].sort());
  });

  it('keeps the files of before there were takes', async () => {
    const ticket = await ticketOf(2);
    const old = await put(ticket, 0, '');
    await commit(ticket, 0);
    await put(ticket, 1, '');
    await database.db
      .updateTable('samples')
      .set({ take: null, videoKey: storageKeys.sampleVideo(old) } as never)
      .where('runId', '=', ticket.runId)
      .execute();
    await new RunsRepository(database).cancel(tenantId, ticket.runId);
    await sweeperWith()();
    expect(await objectsOf(ticket.runId)).toEqual(filesOf([old]));
  });

  it('works in pieces, goes from run to run and does none twice', async () => {
    const runs = [await twice(2), await twice(2)];
    const sweep = sweeperWith({ keysPerTick: 5 });
    await sweep();
    expect(await objectsOf(runs[0]!.runId)).not.toHaveLength(6);
    await sweep(5);
    for (const { runId, kept } of runs) expect(await objectsOf(runId)).toEqual(filesOf(kept));
    expect(await new LeftoversRepository(database).next(0)).toBeNull();
  });

  it('waits until a run has been over for a while, and keeps to its pace', async () => {
    const { runId, kept } = await twice(1);
    await sweeperWith({ overForMs: 60_000 })();
    expect(await objectsOf(runId)).toHaveLength(6);
    const sweep = sweeperWith({ keysPerTick: 1 });
    await sweep();
    await sweep(9, 1);
    expect(await objectsOf(runId)).not.toEqual(filesOf(kept));
    await sweep(7);
    expect(await objectsOf(runId)).toEqual(filesOf(kept));
  });

  it('leaves a cohort alone that goes on: what no row names yet may be named in a moment', async () => {
    const { runId } = await twice(4, cohortSpecOf);
    const sweep = sweeperWith({ keysPerTick: 3 });
    await sweep();
    await new CohortsRepository(database).extend(tenantId, runId, 5);
    const [ticket] = await new DispatchRepository(database).issue([{ runId, count: 1 }]);
    const fresh = await put(ticket!, 4);
    const before = await objectsOf(runId);
    expect(before).toEqual(expect.arrayContaining(storageKeys.sampleFiles(fresh)));
    await sweep(12);
    expect(await objectsOf(runId)).toEqual(before);
    expect(await commit(ticket!, 4, { take: fresh.take })).toEqual(['committed']);
    await sweep(12);
    expect(await objectsOf(runId)).toHaveLength(15);
  });

  it('does not keep the leader waiting, and begins the run anew when the storage was away', async () => {
    const { runId, kept } = await twice(2);
    let isDown = true;
    const answer: { give?: () => void } = {};
    const asked = new Promise<void>((resolve) => {
      answer.give = resolve;
    });
    const away: StoragePort = Object.assign(Object.create(storage) as StoragePort, {
      deleteMany: async (keys: readonly string[]) => {
        if (!isDown) return storage.deleteMany(keys);
        await asked;
        throw new EchoError('storage-failed', 'the rig is down');
      },
    });
    const { retryMs } = defaultSweepConfig;
    const duty = new SweepLeftovers({
      repository: new LeftoversRepository(database),
      storage: away,
      logger: createLogger('sweeper', { level: 'silent' }),
      config: { ...defaultSweepConfig, overForMs: 0 },
      now: () => nowMs,
    });
    nowMs += everyMs;
    await duty.tick();
    answer.give?.();
    await duty.settled();
    isDown = false;
    nowMs += retryMs - 1;
    await duty.tick();
    await duty.settled();
    expect(await objectsOf(runId)).toHaveLength(12);
    nowMs += 1;
    await duty.tick();
    await duty.settled();
    expect(await objectsOf(runId)).toEqual(filesOf(kept));
  });
});
