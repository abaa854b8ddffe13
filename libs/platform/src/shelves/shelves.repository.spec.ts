import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTenantId, type RunId, type TenantId, type TicketPayload } from '@echocohort/shared';
import { cohortSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import {
  CohortsRepository,
  CommitRepository,
  DispatchRepository,
  ErasuresRepository,
  openDatabase,
  ownShelfSamples,
  PurgesRepository,
  QuotaRepository,
  RunDeletionsRepository,
  RunsRepository,
  SamplesRepository,
  ShelvesRepository,
  TenantsRepository,
  type Database,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';

const openOnPostgres = async () => {
  const rig = await startPostgres();
  const database = await openDatabase({ databaseUrl: rig.url });
  return { database, stop: () => database.close().then(() => rig.stop()) };
};
const openOnPglite = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-shelves-'));
  const database = await openDatabase({ pgliteDir: dir });
  return { database, stop: () => database.close().then(() => rm(dir, { recursive: true })) };
};

describe.each([
  ['postgres', openOnPostgres],
  ['pglite', openOnPglite],
] as const)('shelves on %s', (_name, open) => {
  let opened: { database: Database; stop(): Promise<void> };
  let database: Database;
  let tenantId: TenantId;
  let shelves: ShelvesRepository;
  let commits: CommitRepository;

  beforeAll(async () => {
    opened = await open();
    ({ database } = opened);
    shelves = new ShelvesRepository(database);
    commits = new CommitRepository(database);
  });
  afterAll(() => opened.stop());
  beforeEach(async () => {
    tenantId = (await new TenantsRepository(database).ensure(newTenantId())).id;
  });

  const create = async (samples: number): Promise<RunId> => {
    const spec = cohortSpecOf({ samples });
    return (await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec })).run.id;
  };
  const issue = (runId: RunId, count = 4): Promise<TicketPayload[]> =>
    new DispatchRepository(database).issue([{ runId, count }]);
  const shelfOf = async (id: RunId): Promise<number | null> =>
    (await new RunsRepository(database).find(tenantId, id))?.shelf ?? null;
  /** By the tables that its rows are in. */
  const rowsOf = async (runId: RunId): Promise<Record<string, number>> => {
    const { rows } = await sql<{ place: string; samples: number }>`
      select tableoid::regclass::text as place, count(*)::integer as samples from samples
      where run_id = ${runId} group by 1`.execute(database.db);
    return Object.fromEntries(rows.map(({ place, samples }) => [place, samples]));
  };
  const tables = async (): Promise<string[]> => {
    const { rows } = await sql<{ place: string }>`
      select inhrelid::regclass::text as place from pg_inherits where inhparent = 'samples'::regclass order by 1`.execute(
      database.db,
    );
    return rows.map(({ place }) => place);
  };
  /** A large run with a shelf, and its first ticket. */
  const large = async () => {
    const runId = await create(ownShelfSamples);
    await shelves.putUp(9);
    const [ticket] = await issue(runId);
    return { runId, ticket: ticket!, table: `samples_shelf_${ticket!.shelf}` };
  };

  it('are for large runs, which wait for theirs; others share one', async () => {
    const [small, big] = [await create(ownShelfSamples - 1), await create(ownShelfSamples)];
    expect([await shelfOf(small), await shelfOf(big)]).toEqual([0, null]);
    expect(await issue(big)).toEqual([]);
    const waiting = async () => {
      const [queue] = await new DispatchRepository(database).queuesWithBacklog();
      const backlog = await new DispatchRepository(database).backlog(queue!, [tenantId], 9);
      return backlog.map(({ runId }) => runId);
    };
    expect(await waiting()).toEqual([small]);
    expect(await shelves.putUp(9)).toBe(1);
    expect(await shelves.putUp(9)).toBe(0);
    expect(await waiting()).toEqual([small, big]);
    expect(await shelfOf(big)).toBeGreaterThan(0);
    const [ticket] = await issue(big);
    expect(ticket?.shelf).toBe(await shelfOf(big));
    expect((await issue(small))[0]?.shelf).toBe(0);
  });

  it('hold the rows of their run, each once, and the tenant sees them as ever', async () => {
    const { runId, ticket, table } = await large();
    const [other] = await issue(await create(4));
    const first = resultOf(ticket, 0);
    expect(await commits.commit([first, resultOf(other!, 0)])).toEqual(['committed', 'committed']);
    expect(await commits.commit([first, resultOf(ticket, 0), resultOf(ticket, 2)])).toEqual([
      'committed',
      'duplicate',
      'committed',
    ]);
    expect(await commits.begin(ticket)).toEqual([1, 3]);
    expect(await commits.commit([{ ...resultOf(ticket, 1), epoch: 9 }])).toEqual(['fenced']);
    expect(await rowsOf(runId)).toEqual({ [table]: 2 });
    expect(await rowsOf(other!.runId)).toEqual({ samples_shelf_0: 1 });
    const samples = new SamplesRepository(database);
    const run = { id: runId, shelf: ticket.shelf };
    expect((await samples.list(tenantId, run, { limit: 9 })).map(({ index }) => index)).toEqual([0, 2]);
    expect(await samples.find(tenantId, run, 2)).toMatchObject({ runId, index: 2 });
    // What nobody should do finds nothing, rather than somebody's.
    expect(await samples.find(tenantId, { id: runId, shelf: 0 }, 2)).toBeNull();
    expect(await samples.find(newTenantId(), run, 2)).toBeNull();
    const asked = database.asTenant(tenantId, (trx) => sql`select from ${sql.table(table)}`.execute(trx));
    await expect(asked).rejects.toThrow(/permission denied/);
    const cohort = (await new CohortsRepository(database).find(tenantId, runId))!;
    expect(await new CohortsRepository(database).pace(tenantId, cohort)).toMatchObject({ samples: 2 });
  });

  it('go with their run, in one piece, and nothing of any other', async () => {
    const [gone, kept] = [await large(), await large()];
    for (const { ticket } of [gone, kept]) await commits.commit([0, 1, 2].map((index) => resultOf(ticket, index)));
    const before = await new QuotaRepository(database).standing(tenantId);
    expect(await new RunDeletionsRepository(database).delete(tenantId, gone.runId, 'cohort')).toBe(true);
    const purges = new PurgesRepository(database);
    const run = (await purges.next(0))!;
    expect(run).toMatchObject({ runId: gone.runId, shelf: gone.ticket.shelf, emptied: false });
    await purges.emptied(run);
    await purges.emptied(run);
    expect(await purges.deleteRows(run, 10)).toBe(0);
    expect(await tables()).toContain(gone.table);
    await purges.bury(run);
    await purges.bury(run);
    expect(await tables()).not.toContain(gone.table);
    expect([await rowsOf(gone.runId), await rowsOf(kept.runId)]).toEqual([{}, { [kept.table]: 3 }]);
    const after = await new QuotaRepository(database).standing(tenantId);
    expect(after.storageBytes).toBe(before.storageBytes / 2);
    expect(await commits.commit([resultOf(gone.ticket, 3), resultOf(kept.ticket, 3)])).toEqual(['fenced', 'committed']);
  });

  it('go with their tenant', async () => {
    const { ticket, table } = await large();
    await commits.commit([0, 1].map((index) => resultOf(ticket, index)));
    const erasures = new ErasuresRepository(database);
    await erasures.request(tenantId);
    await erasures.stop(tenantId);
    while ((await erasures.eraseRows(tenantId, 100)) > 0);
    await erasures.finish(tenantId);
    expect(await tables()).not.toContain(table);
    expect((await erasures.find(tenantId))?.rows).toMatchObject({ samples: 2, runs: 1 });
  });

  it('are not put up for a run that was deleted first', async () => {
    const runId = await create(ownShelfSamples);
    const before = await tables();
    await new RunDeletionsRepository(database).delete(tenantId, runId, 'cohort');
    expect(await shelves.putUp(9)).toBe(0);
    const run = (await new PurgesRepository(database).next(0))!;
    await new PurgesRepository(database).emptied(run);
    await new PurgesRepository(database).bury(run);
    expect(await tables()).toEqual(before);
  });
});

describe('a shelf', () => {
  // On PGlite nothing is ever at the same time.
  it('is put up beside commits that are under way', async () => {
    const { database, stop } = await openOnPostgres();
    const tenantId = (await new TenantsRepository(database).ensure('busy')).id;
    const [small, big] = [cohortSpecOf({ samples: 4 }), cohortSpecOf({ samples: ownShelfSamples })];
    const { run } = await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec: small });
    await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec: big });
    await database.db.transaction().execute(async (trx) => {
      await sql`
        insert into samples (run_id, index, tenant_id, status, target_ef_percent, accepted, attempts, frames,
          frames_per_second, seconds, shelf)
        values (${run.id}, 3, ${tenantId}, 'failed', 40, false, 1, 1, 1, 1, 0)`.execute(trx);
      expect(await new ShelvesRepository(database).putUp(9)).toBe(1);
    });
    await stop();
  });
});
