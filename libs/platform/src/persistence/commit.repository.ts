import { type RunId, type TenantId, type TicketId, type TicketPayload } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type SampleOutcome } from './sample-outcome.js';
import { type Schema } from '../database/schema.js';
import { takeOfRow } from './take-of-row.js';

/** An outcome with the ticket and the epoch that it was made under. */
export interface SampleResultRow extends SampleOutcome {
  readonly ticketId: TicketId;
  readonly epoch: number;
}

/**
 * committed: the row names this take, by this call or by an earlier one whose answer was lost. duplicate: it names another,
 * nothing changed. fenced: there is no row, and the ticket is gone (cancelled) or has a newer epoch; nothing changed. After
 * either of the two no row will ever name this take.
 */
export type CommitVerdict = 'committed' | 'fenced' | 'duplicate';

/** Workers that may end on a ticket, without any result, before it is given up. */
export const beginningsMax = 8;

interface HeldTicket {
  readonly id: TicketId;
  readonly epoch: number;
  readonly remaining: number;
  readonly begun: number;
  readonly shelf: number;
}

/** What a commit adds to the counters of one run. */
interface RunGain {
  readonly runId: RunId;
  succeeded: number;
  accepted: number;
  failed: number;
  attempts: number;
  error: SampleResultRow['error'];
  leftovers: boolean;
}

/** What a commit adds to a tenant's usage. */
interface UsageGain {
  readonly tenantId: TenantId;
  samples: number;
  attempts: number;
  frames: number;
  bytes: number;
}

const keyOf = (row: { runId: RunId; index: number }): string => `${row.runId}-${row.index}`;

/** Results of samples, each stored at most once, and never under an epoch that is over. */
export class CommitRepository {
  constructor(private readonly database: Database) {}

  /**
   * Begins a ticket, and counts it: a worker that dies of it cannot.
   * @returns indices of its samples that have no result, ascending; none when it is gone, has a newer epoch, was begun by
   * `beginningsMax` workers that brought no result and did not `leave` it, or while its run is paused
   */
  async begin({ ticketId, epoch, shelf }: TicketPayload): Promise<number[]> {
    // Not a join: the planner would read all samples there are, as long as these are less than some hundred thousand.
    // No beginning waits for the disk: one that is forgotten with the server costs a worker more, and nothing else.
    const { rows } = await sql<{ first: number; count: number; made: number[] }>`
      with unsynced as (select set_config('synchronous_commit', 'off', true)),
      held as (
        update tickets set begun = begun + 1, unended = unended + 1 from unsynced
        where id = ${ticketId} and epoch = ${epoch} and unended < ${beginningsMax}
          and not exists (select from runs where runs.id = tickets.run_id and paused)
        returning run_id, first, count
      )
      select first, count, array(
        select samples.index from samples
        where shelf = ${shelf} and samples.run_id = held.run_id and samples.index >= first and samples.index < first + count) as made
      from held`.execute(this.database.db);
    return rows.flatMap(({ first, count, made }) => {
      const without = new Set(made);
      return Array.from({ length: count }, (_, k) => first + k).filter((index) => !without.has(index));
    });
  }

  /** Ends what `begin` began, in good order and before all results are in: the ticket goes back, and nothing speaks against it. */
  async leave({ ticketId }: TicketPayload): Promise<void> {
    await this.database.db
      .updateTable('tickets')
      .set({ unended: sql<number>`greatest(unended - 1, 0)` })
      .where('id', '=', ticketId)
      .execute();
  }

  /**
   * Stores results of any runs and tickets in one transaction, with the counters of their runs; the last result of a
   * ticket ends the ticket, the last of a run ends the run. Up to a few hundred rows at a time.
   * @returns one verdict a result, in their order
   */
  async commit(results: readonly SampleResultRow[]): Promise<CommitVerdict[]> {
    if (results.length === 0) return [];
    return this.database.db.transaction().execute(async (trx) => {
      const tickets = await lockTickets(trx, results);
      const current = results.filter(({ ticketId, epoch }) => tickets.get(ticketId)?.epoch === epoch);
      const stored = await insertSamples(trx, current, tickets);
      const fresh = firstOfEach(current.filter((row) => stored.has(keyOf(row))));
      if (fresh.length > 0) {
        await settleTickets(trx, tickets, fresh);
        await settleRuns(trx, gainsOf(fresh, tickets), usageOf(fresh));
      }
      const committed = new Set(fresh);
      const kept = await takesOf(
        trx,
        results.filter((row) => !committed.has(row)),
      );
      return results.map((row) => (committed.has(row) ? 'committed' : verdictOf(row, kept.get(keyOf(row)))));
    });
  }
}

/** @param kept the take that the sample's row names; undefined without a row */
const verdictOf = ({ take }: SampleResultRow, kept: string | null | undefined): CommitVerdict => {
  if (kept === undefined) return 'fenced';
  return take !== null && take === kept ? 'committed' : 'duplicate';
};

/** Locks each run before its tickets, runs by id, tickets by id: the order of every transaction, so none deadlocks. */
const lockTickets = async (
  trx: Transaction<Schema>,
  results: readonly SampleResultRow[],
): Promise<Map<TicketId, HeldTicket>> => {
  const rows = await trx
    .selectFrom('runs')
    .innerJoin('tickets', 'tickets.runId', 'runs.id')
    .select(['tickets.id', 'tickets.epoch', 'tickets.remaining', 'tickets.begun', 'tickets.shelf'])
    .where('tickets.id', 'in', [...new Set(results.map(({ ticketId }) => ticketId))])
    .orderBy('runs.id')
    .orderBy('tickets.id')
    .forNoKeyUpdate('runs')
    .forUpdate('tickets')
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
};

/** All rows go as one JSON parameter: the statement is the same for any number of them. */
const insertSamples = async (
  trx: Transaction<Schema>,
  results: readonly SampleResultRow[],
  tickets: ReadonlyMap<TicketId, HeldTicket>,
): Promise<Set<string>> => {
  if (results.length === 0) return new Set();
  const values = results.map((row) => ({ ...row, shelf: tickets.get(row.ticketId)?.shelf }));
  const { rows } = await sql<{ runId: RunId; index: number }>`
    insert into samples (run_id, index, tenant_id, status, target_ef_percent, measured_ef_percent, audit_ef_percent,
      shown_ef_percent, accepted, attempts, frames, frames_per_second, take, video_sha256, video_bytes, seconds,
      error, shelf)
    select "runId", "index", "tenantId", "status", "targetEfPercent", "measuredEfPercent", "auditEfPercent",
      "shownEfPercent", "accepted", "attempts", "frames", "framesPerSecond", "take", "videoSha256", "videoBytes",
      "seconds", "error", "shelf"
    from json_to_recordset(${JSON.stringify(values)}::json) as row (
      "runId" text, "index" integer, "tenantId" text, "status" text, "targetEfPercent" double precision,
      "measuredEfPercent" double precision, "auditEfPercent" double precision,
      "shownEfPercent" double precision, "accepted" boolean,
      "attempts" integer, "frames" integer, "framesPerSecond" double precision, "take" text,
      "videoSha256" text, "videoBytes" integer, "seconds" double precision, "error" jsonb,
      "shelf" integer)
    on conflict (run_id, index, shelf) do nothing
    returning run_id, index`.execute(trx);
  return new Set(rows.map(keyOf));
};

/** A batch may hold a sample twice (two tries of a ticket in one worker): the first counts. */
const firstOfEach = (results: readonly SampleResultRow[]): SampleResultRow[] => [
  ...new Map(results.toReversed().map((row) => [keyOf(row), row])).values(),
];

const settleTickets = async (
  trx: Transaction<Schema>,
  tickets: ReadonlyMap<TicketId, HeldTicket>,
  fresh: readonly SampleResultRow[],
): Promise<void> => {
  const left = new Map<TicketId, number>();
  for (const { ticketId } of fresh)
    left.set(ticketId, (left.get(ticketId) ?? tickets.get(ticketId)?.remaining ?? 0) - 1);
  const done = [...left].filter(([, remaining]) => remaining <= 0).map(([id]) => id);
  const open = [...left].filter(([, remaining]) => remaining > 0);
  if (done.length > 0) await trx.deleteFrom('tickets').where('id', 'in', done).execute();
  if (open.length > 0)
    await sql`
      update tickets set remaining = held.remaining, unended = 1
      from unnest(${open.map(([id]) => id)}::text[], ${open.map(([, remaining]) => remaining)}::integer[])
        as held (id, remaining)
      where tickets.id = held.id`.execute(trx);
};

/** A ticket that was begun twice, or issued twice, may have been worked on twice. */
const wasWorkedTwice = ({ begun, epoch }: HeldTicket): boolean => begun > 1 || epoch > 1;

const noGain = (runId: RunId): RunGain => ({
  ...{ runId, succeeded: 0, accepted: 0, failed: 0, attempts: 0, error: null, leftovers: false },
});

const gainsOf = (fresh: readonly SampleResultRow[], tickets: ReadonlyMap<TicketId, HeldTicket>): RunGain[] => {
  const gains = new Map<RunId, RunGain>();
  for (const { runId, ticketId, status, accepted, attempts, error } of fresh) {
    const gain = gains.get(runId) ?? noGain(runId);
    const ticket = tickets.get(ticketId);
    gain.leftovers ||= ticket !== undefined && wasWorkedTwice(ticket);
    gain.attempts += attempts;
    if (status === 'failed') gain.failed += 1;
    else gain.succeeded += 1;
    if (status === 'succeeded' && accepted) gain.accepted += 1;
    gain.error ??= error;
    gains.set(runId, gain);
  }
  return [...gains.values()];
};

const usageOf = (fresh: readonly SampleResultRow[]): UsageGain[] => {
  const gains = new Map<TenantId, UsageGain>();
  for (const { tenantId, status, attempts, frames, videoBytes } of fresh) {
    const gain = gains.get(tenantId) ?? { tenantId, samples: 0, attempts: 0, frames: 0, bytes: 0 };
    if (status === 'succeeded') gain.samples += 1;
    gain.attempts += attempts;
    gain.frames += frames * attempts;
    gain.bytes += videoBytes ?? 0;
    gains.set(tenantId, gain);
  }
  return [...gains.values()];
};

/** Counters, the end of the run when all samples are in, one outbox row a run, and one row of usage a tenant. */
const settleRuns = async (
  trx: Transaction<Schema>,
  gains: readonly RunGain[],
  usage: readonly UsageGain[],
): Promise<void> => {
  await sql`
    with gain as (
      select * from json_to_recordset(${JSON.stringify(gains)}::json)
        as row ("runId" text, succeeded integer, accepted integer, failed integer, attempts integer, error jsonb,
          leftovers boolean)
    ),
    settled as (
      update runs set
        succeeded = runs.succeeded + gain.succeeded,
        accepted = runs.accepted + gain.accepted,
        failed = runs.failed + gain.failed,
        attempts = runs.attempts + gain.attempts,
        error = coalesce(runs.error, gain.error),
        leftovers = runs.leftovers or gain.leftovers,
        finished_at = case when ${allIn} then now() end,
        status = case when not (${allIn}) then runs.status when runs.failed + gain.failed > 0 then 'failed' else 'succeeded' end
      from gain where runs.id = gain."runId"
      returning runs.id, runs.tenant_id, runs.finished_at
    ),
    used as (
      insert into usage_entries (tenant_id, samples, attempts, frames, bytes)
      select "tenantId", samples, attempts, frames, bytes from json_to_recordset(${JSON.stringify(usage)}::json)
        as row ("tenantId" text, samples integer, attempts integer, frames bigint, bytes bigint)
    )
    insert into outbox (tenant_id, topic, payload)
    select tenant_id, case when finished_at is null then 'run.progressed' else 'run.finished' end,
      jsonb_build_object('runId', id)
    from settled`.execute(trx);
};

const allIn = sql.raw('runs.succeeded + runs.failed + gain.succeeded + gain.failed >= runs.samples_total');

/** The takes that the rows of some samples name, by `keyOf`; null for a sample that has failed. */
const takesOf = async (
  trx: Transaction<Schema>,
  results: readonly SampleResultRow[],
): Promise<Map<string, string | null>> => {
  if (results.length === 0) return new Map();
  const { rows } = await sql<{ runId: RunId; index: number; take: string | null }>`
    select wanted.run_id, wanted.index, kept.take
    from unnest(${results.map(({ runId }) => runId)}::text[], ${results.map(({ index }) => index)}::integer[])
      as wanted (run_id, index)
    cross join lateral (
      select ${takeOfRow} as take from samples
      where shelf = (select shelf from runs where id = wanted.run_id)
        and samples.run_id = wanted.run_id and samples.index = wanted.index
      limit 1
    ) as kept`.execute(trx);
  return new Map(rows.map((row) => [keyOf(row), row.take]));
};
