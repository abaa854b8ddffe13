import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newTenantId, type TenantId, type TicketPayload } from '@echocohort/shared';
import { runSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import { sql } from 'kysely';
import {
  CommitRepository,
  DispatchRepository,
  openDatabase,
  RunsRepository,
  TenantsRepository,
  type Database,
  type SampleResultRow,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';

let rig: Rig;
let database: Database;
let tenantId: TenantId;
beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  tenantId = (await new TenantsRepository(database).ensure('costs')).id;
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});

/** As long as figures get. */
const long = {
  measuredEfPercent: 54.123456789,
  auditEfPercent: 53.987654321,
  framesPerSecond: 49.9876,
  seconds: 1.2345678,
};
const ticketsOf = async (samples: number, count: number): Promise<TicketPayload[]> => {
  const { run } = await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec: runSpecOf({ samples }) });
  return new DispatchRepository(database).issue(
    Array.from({ length: Math.ceil(samples / count) }, () => ({ runId: run.id, count })),
  );
};
const rowsOf = (ticket: TicketPayload): SampleResultRow[] =>
  Array.from({ length: ticket.count }, (_, k) => resultOf(ticket, ticket.first + k, long));

/** What the server has counted of a table. It does so some time after a statement, or at once where its connection is told to. */
const countsOf = async (table: string): Promise<Record<string, string>> => {
  await sql`select pg_stat_force_next_flush()`.execute(database.db);
  const { rows } = await sql<Record<string, string>>`
    select * from pg_stat_user_tables where relname = ${table}`.execute(database.db.withoutPlugins());
  return rows[0]!;
};

describe('a sample', () => {
  it('takes less than 600 bytes, its indexes counted in', async () => {
    const samples = 10_000;
    const commits = new CommitRepository(database);
    for (const ticket of await ticketsOf(samples, 125)) await commits.commit(rowsOf(ticket));
    const { rows } = await sql<{ bytes: number }>`
      select sum(pg_total_relation_size(relid))::double precision as bytes from pg_partition_tree('samples')`.execute(
      database.db,
    );
    expect(rows[0]!.bytes / samples).toBeLessThan(600);
    expect(rows[0]!.bytes / samples).toBeGreaterThan(200);
  });
});

describe('an update of counters', () => {
  const updatesOf = async (table: string): Promise<{ all: number; hot: number }> => {
    const { n_tup_upd: all, n_tup_hot_upd: hot } = await countsOf(table);
    return { all: Number(all), hot: Number(hot) };
  };

  it('of a run or of a ticket touches no index', async () => {
    const commits = new CommitRepository(database);
    const [ticket] = await ticketsOf(60, 60);
    const [runs, tickets] = [await updatesOf('runs'), await updatesOf('tickets')];
    // The last one ends the run, and is no update of its counters alone.
    const rows = rowsOf(ticket!).slice(0, -1);
    for (const row of rows) await commits.commit([row]);
    for (const [table, before] of Object.entries({ runs, tickets })) {
      const { all, hot } = await updatesOf(table);
      expect([table, all - before.all]).toEqual([table, rows.length]);
      expect(hot - before.hot).toBeGreaterThan(0.9 * rows.length);
    }
  });
});

describe('the backlog', () => {
  const tenants = 200;
  const limit = 320;

  const runsRead = async (): Promise<number> => {
    const { seq_tup_read: scanned, idx_tup_fetch: fetched } = await countsOf('runs');
    return Number(scanned) + Number(fetched);
  };

  it('reads the rows that it gives back and few others, however many wait or are over', async () => {
    const spec = JSON.stringify(runSpecOf({ samples: 8 }));
    const owners = Array.from({ length: tenants }, () => newTenantId());
    await sql`insert into tenants (id, name) select id, id from unnest(${owners}::text[]) as id`.execute(database.db);
    for (const [lane, status, next, runsEach] of [
      ['interactive', 'queued', 0, 20],
      ['bulk', 'succeeded', 8, 200],
    ] as const)
      await sql`insert into runs (id, tenant_id, lane, spec, status, samples_total, frames, next_index)
        select 'run_' || ${lane} || lpad((k * 1000 + ordinality)::text, 8, '0'), id, ${lane}, ${spec}::jsonb, ${status}, 8, 16, ${next}
        from unnest(${owners}::text[]) with ordinality as owner (id, ordinality), generate_series(1, ${runsEach}) as k`.execute(
        database.db,
      );
    await sql`vacuum analyze runs`.execute(database.db);
    const before = await runsRead();
    const dispatch = new DispatchRepository(database);
    const queue = { fingerprint: runSpecOf().bundle.fingerprint, lane: 'interactive' } as const;
    const waiting = (await dispatch.tenantsWithBacklog(queue)).map(({ tenantId }) => tenantId);
    expect(waiting).toEqual(owners);
    const backlog = await dispatch.backlog(queue, waiting.slice(0, limit / 8), 8);
    expect(backlog).toHaveLength(limit);
    expect(await runsRead()).toBeLessThan(before + 2 * limit);
  });
});
