import { randomInt } from 'node:crypto';
import {
  CommitRepository,
  type Database,
  DispatchRepository,
  migrateDatabase,
  newTake,
  openDatabase,
  type SampleResultRow,
  TenantsRepository,
} from '@echocohort/platform';
import {
  firstRunIdSince,
  type GenerationSpec,
  newRunId,
  type RunId,
  type TenantId,
  type TicketPayload,
} from '@echocohort/shared';
import { sql } from 'kysely';

/** Samples of a run that only fills the table, and of how many runs one statement stores. */
const filledSamples = 1_000;
const filledRuns = 100;
/** Runs that commits are of at the same time, and as many tickets as a worker commits at once. */
const runsAtWork = 64;
const ticketSamples = 64;
export const rowsPerCommit = 128;

const dayMs = 86_400_000;

/** Ids of runs of ten days, in their order: those of commits lie among those that fill the table, not behind them. */
const idsOfTenDays = (count: number): RunId[] => {
  const nowMs = Date.now();
  const idOf = (): RunId => {
    const time = firstRunIdSince(nowMs - randomInt(10 * dayMs)).slice(0, 14);
    return `${time}${newRunId().slice(14)}` as RunId;
  };
  return Array.from({ length: count }, idOf).sort();
};

const specOf = (samples: number): GenerationSpec => ({
  version: 1,
  bundle: { name: 'bench', version: '1', fingerprint: 'f'.repeat(64) },
  source: { kind: 'none' },
  targetEfPercents: [40],
  frames: 16,
  seed: 7,
  ...{ samples, tolerancePp: 3, maxAttempts: 4, allowUnmeasured: false },
});

/** Figures as long as they get: a row is not smaller here than elsewhere. */
const resultOf = (ticket: TicketPayload, index: number): SampleResultRow => ({
  ...{ ticketId: ticket.ticketId, epoch: ticket.epoch, runId: ticket.runId, index, tenantId: ticket.tenantId },
  ...{ status: 'succeeded', targetEfPercent: 40, measuredEfPercent: 40.123456789, auditEfPercent: 39.987654321 },
  ...{ shownEfPercent: null, accepted: true, attempts: 1, frames: 16, framesPerSecond: 49.9876, take: newTake() },
  ...{ videoSha256: 'a'.repeat(64), videoBytes: 61_234, seconds: 1.2345678, error: null },
});

/** A database with samples in it, into which others are committed. */
export class CommitTable {
  private tickets: TicketPayload[] = [];

  private constructor(
    readonly database: Database,
    private readonly tenantId: TenantId,
  ) {}

  /** Empty, on a server that is there. */
  static async create(serverUrl: string, name: string): Promise<CommitTable> {
    const server = await openServer(serverUrl);
    await sql`create database ${sql.id(name)}`.execute(server.db);
    await server.close();
    const url = new URL(serverUrl);
    url.pathname = name;
    await migrateDatabase(url.href);
    const database = await openDatabase({ databaseUrl: url.href });
    return new CommitTable(database, (await new TenantsRepository(database).ensure('bench')).id);
  }

  /** Fills the shelf that runs share with so many rows, as they are when they were committed. */
  async fill(rows: number, tell: (line: string) => void): Promise<void> {
    const ids = idsOfTenDays(Math.ceil(rows / filledSamples));
    for (let first = 0; first < ids.length; first += filledRuns) {
      await this.fillRuns(ids.slice(first, first + filledRuns));
      if (first % (filledRuns * 10) === 0) tell(`${first * filledSamples} rows`);
    }
    await sql`vacuum analyze samples`.execute(this.database.db);
    await sql`checkpoint`.execute(this.database.db);
  }

  private async fillRuns(ids: readonly RunId[]): Promise<void> {
    await sql`
      insert into samples (run_id, index, tenant_id, status, target_ef_percent, measured_ef_percent, audit_ef_percent,
        accepted, attempts, frames, frames_per_second, take, video_sha256, video_bytes, seconds, shelf)
      select id, index, ${this.tenantId}, 'succeeded', 40, 40.123456789, 39.987654321, true, 1, 16, 49.9876,
        substr(md5(id || index), 1, 20), repeat(md5(index::text), 2), 61234, 1.2345678, 0
      from unnest(${[...ids]}::text[]) as id, generate_series(0, ${filledSamples - 1}::integer) as index`.execute(
      this.database.db,
    );
  }

  /** Gets tickets ready for so many commits, of runs that are worked on at the same time. */
  async prepare(commits: number): Promise<void> {
    const tickets = Math.ceil((commits * rowsPerCommit) / ticketSamples / runsAtWork);
    const samples = tickets * ticketSamples;
    const ids = idsOfTenDays(runsAtWork);
    const spec = JSON.stringify(specOf(samples));
    const counters = { nextIndex: 0, succeeded: 0, accepted: 0, failed: 0 };
    const run = { tenantId: this.tenantId, lane: 'bulk', spec, status: 'queued', samplesTotal: samples } as const;
    await this.database.db
      .insertInto('runs')
      .values(ids.map((id) => ({ id, ...run, frames: 16, ...counters })))
      .execute();
    const dispatch = new DispatchRepository(this.database);
    for (let k = 0; k < tickets; k += 1)
      this.tickets.push(...(await dispatch.issue(ids.map((runId) => ({ runId, count: ticketSamples })))));
  }

  /** @returns seconds of one commit. @throws Error when it did not store every row */
  async commit(): Promise<number> {
    const tickets = this.tickets.splice(0, rowsPerCommit / ticketSamples);
    const rows = tickets.flatMap((ticket) =>
      Array.from({ length: ticket.count }, (_, k) => resultOf(ticket, ticket.first + k)),
    );
    if (rows.length !== rowsPerCommit) throw new Error('there are no tickets left');
    const startMs = performance.now();
    const verdicts = await new CommitRepository(this.database).commit(rows);
    const seconds = (performance.now() - startMs) / 1_000;
    if (verdicts.some((verdict) => verdict !== 'committed')) throw new Error('a row was not committed');
    return seconds;
  }

  /** Rows, and bytes of all shelves with their indexes. */
  async size(): Promise<{ rows: number; bytes: number }> {
    const { rows } = await sql<{ rows: number; bytes: number }>`
      select (select count(*)::double precision from samples) as rows,
        (select sum(pg_total_relation_size(relid))::double precision from pg_partition_tree('samples')) as bytes`.execute(
      this.database.db,
    );
    return rows[0] as { rows: number; bytes: number };
  }
}

/** Its own database, before there are tables of ours in it. */
const openServer = async (url: string): Promise<Database> => {
  await migrateDatabase(url);
  return openDatabase({ databaseUrl: url });
};
