import {
  newTicketId,
  type Lane,
  type RunId,
  type SampleSpec,
  type TenantId,
  type TicketId,
  type TicketPayload,
} from '@echocohort/shared';
import { sql, type Selectable, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { type SampleSpecs } from '../items/sample-specs.js';
import { beginningsMax, CommitRepository, type SampleResultRow } from '../persistence/commit.repository.js';
import { type RunRow } from '../persistence/runs.repository.js';
import { type TicketQueueRef } from '../queue/ticket-queue.js';
import { type BacklogRun, type BacklogTenant, type TicketRequest, workPerSample } from './fair-queue.js';

/** A ticket whose samples are not all in. */
export interface OpenTicket {
  readonly ticketId: TicketId;
  readonly epoch: number;
  readonly payload: TicketPayload;
}

/** What tickets of one tenant in one queue still have to make. */
export interface OpenWork {
  readonly fingerprint: string;
  readonly lane: Lane;
  readonly tenantId: TenantId;
  readonly tickets: number;
  readonly samples: number;
  /** Frames, times the attempts that were expected. */
  readonly work: number;
}

/** What has become of the tickets of one tenant in one queue since they were looked at. */
export interface TicketStock extends OpenWork {
  /** Work that was taken out of them unmade. */
  readonly withdrawn: number;
}

/** A ticket whose open samples were failed, because no worker survives it. */
export interface GivenUpTicket {
  readonly ticketId: TicketId;
  readonly runId: RunId;
  readonly samples: number;
}

export interface QueueFigures {
  readonly lane: Lane;
  /** Samples of live runs that have no result yet, dispatched or not. */
  readonly backlogSamples: number;
  /** Age of the oldest live run, seconds. */
  readonly oldestBacklogSeconds: number;
}

/** Of a run that the dispatcher looks for; word for word the condition of the index. */
const waiting = sql.raw(
  `status in ('queued', 'running') and not paused and next_index < least(samples_total, hold_at) and shelf is not null`,
);

/** As far as a run's tickets may go now: not beyond where it holds, nor from one lane into the other. */
const endIndex = sql.raw(`least(samples_total, hold_at, case when lane_after_preview is not null then preview end)`);

/** Of a run that nobody works on, because its owner has said so. */
const resting = sql.raw(`(paused or (hold_at is not null and succeeded + failed >= hold_at))`);

const openWork = sql<OpenWork>`
  select tickets.fingerprint, tickets.lane, tickets.tenant_id, count(*)::integer as tickets,
    sum(remaining)::integer as samples, sum(remaining * work_per_sample)::double precision as work
  from tickets join runs on runs.id = tickets.run_id where not paused
  group by tickets.fingerprint, tickets.lane, tickets.tenant_id`;

const lockedColumns = [
  ...(['id', 'tenantId', 'lane', 'fingerprint', 'shelf', 'nextIndex', 'samplesTotal'] as const),
  ...(['frames', 'succeeded', 'failed', 'attempts', 'holdAt', 'preview', 'laneAfterPreview'] as const),
] as const;
type LockedRun = Pick<Selectable<Schema['runs']>, (typeof lockedColumns)[number]>;
type TicketColumns = Selectable<Schema['tickets']>;

/** The dispatcher's view, over all tenants. */
export class DispatchRepository {
  constructor(private readonly database: Database) {}

  /** Queues that have runs with samples that no ticket holds, interactive ones first. Steps from one to the next by the index. */
  async queuesWithBacklog(): Promise<TicketQueueRef[]> {
    const { rows } = await sql<TicketQueueRef>`
      with recursive queues as (
        (select fingerprint, lane from runs where ${waiting} order by fingerprint, lane limit 1)
        union all
        select next.fingerprint, next.lane from queues cross join lateral (
          select fingerprint, lane from runs
          where ${waiting} and (runs.fingerprint, runs.lane) > (queues.fingerprint, queues.lane)
          order by fingerprint, lane limit 1) next
      )
      select fingerprint, lane from queues order by lane = 'bulk', fingerprint`.execute(this.database.db);
    return rows;
  }

  /**
   * Tenants of one queue that have runs with samples which no ticket holds, oldest run first, without those who are suspended.
   * Out of the index alone.
   */
  async tenantsWithBacklog({ fingerprint, lane }: TicketQueueRef): Promise<BacklogTenant[]> {
    const { rows } = await sql<BacklogTenant>`
      with firsts as (
        select distinct on (fingerprint, lane, tenant_id) tenant_id, id from runs
        where ${waiting} and fingerprint = ${fingerprint} and lane = ${lane}
        order by fingerprint, lane, tenant_id, id
      )
      select tenants.id as tenant_id, tenants.weight, tenants.in_flight_cap
      from firsts join tenants on tenants.id = firsts.tenant_id and suspended_reason is null order by firsts.id`.execute(
      this.database.db,
    );
    return rows;
  }

  /** The oldest `perTenant` such runs of each of some tenants: so many of a tenant's runs take turns at a time. */
  async backlog(
    { fingerprint, lane }: TicketQueueRef,
    tenantIds: readonly TenantId[],
    perTenant: number,
  ): Promise<BacklogRun[]> {
    if (tenantIds.length === 0) return [];
    const { rows } = await sql<BacklogRun>`
      select run.* from unnest(${[...tenantIds]}::text[]) with ordinality as wanted (tenant_id, place)
      cross join lateral (
        select id as run_id, tenant_id, frames::double precision, next_index,
          ${endIndex} as end_index, succeeded + failed as done, attempts::double precision as attempts,
          (extract(epoch from deadline) * 1000)::double precision as deadline_ms
        from runs where ${waiting} and fingerprint = ${fingerprint} and lane = ${lane} and tenant_id = wanted.tenant_id
        order by id limit ${perTenant}
      ) as run
      order by wanted.place, run.run_id`.execute(this.database.db);
    return rows;
  }

  /**
   * What the tickets of each queue and tenant still have to make, those of paused runs aside; those without a ticket are left
   * out.
   */
  async openWork(): Promise<OpenWork[]> {
    const { rows } = await openWork.execute(this.database.db);
    return rows;
  }

  /** The same, with what was withdrawn since the last stock was taken. Only the leader takes it. */
  async takeStock(): Promise<TicketStock[]> {
    const { rows } = await sql<TicketStock>`
      with gone as (delete from withdrawals returning fingerprint, lane, tenant_id, work)
      select *, 0::double precision as withdrawn from (${openWork}) as open
      union all
      select fingerprint, lane, tenant_id, 0, 0, 0, sum(work) from gone group by 1, 2, 3`.execute(this.database.db);
    return rows;
  }

  /**
   * Makes a ticket of epoch 1 for each request and advances its run. A run may be named more than once; it gives what
   * it has left, and nothing once it is over or rests. One with a preview gives that first, and then goes to its own lane.
   */
  async issue(requests: readonly TicketRequest[]): Promise<TicketPayload[]> {
    if (requests.length === 0) return [];
    return this.database.db.transaction().execute(async (trx) => {
      await sql`set local synchronous_commit = off`.execute(trx);
      const runs = await lockRuns(trx, [...new Set(requests.map(({ runId }) => runId))]);
      const tickets = sliceRuns(runs, requests);
      if (tickets.length === 0) return [];
      await insertTickets(trx, tickets, runs);
      await advanceRuns(trx, tickets);
      return tickets;
    });
  }

  /** Tickets whose current epoch was issued longer ago than `olderThanMs`, oldest first; none of a paused run. */
  async openTickets(olderThanMs: number): Promise<OpenTicket[]> {
    const rows = await this.database.db
      .selectFrom('tickets')
      .innerJoin('runs', 'runs.id', 'tickets.runId')
      .selectAll('tickets')
      .where('paused', '=', false)
      .where('issuedAt', '<=', sql<Date>`now() - make_interval(secs => ${olderThanMs / 1_000})`)
      .orderBy('issuedAt')
      .execute();
    return rows.map((row) => ({ ticketId: row.id, epoch: row.epoch, payload: payloadOf(row) }));
  }

  /** Raises the epoch of tickets: what was queued under an older one can no longer commit. Tickets that are gone give nothing. */
  async reissue(ticketIds: readonly TicketId[]): Promise<TicketPayload[]> {
    if (ticketIds.length === 0) return [];
    const { rows } = await sql<TicketColumns>`
      with held as (
        select id from tickets where id = any(${[...ticketIds]}::text[]) order by run_id, id for update
      ),
      raised as (
        update tickets set epoch = epoch + 1, issued_at = now() where id in (select id from held) returning *
      )
      select * from raised order by id`.execute(this.database.db);
    return rows.map(payloadOf);
  }

  /**
   * Fails what is open of those tickets that `beginningsMax` workers have begun and none has ended: each of them takes down
   * whoever takes it. Each ticket in one transaction, as any commit. For tickets that have no job any more. One whose samples
   * cannot be told stays as it is: the others do not wait for it.
   */
  async giveUp(ticketIds: readonly TicketId[], specs: Pick<SampleSpecs, 'of'>): Promise<GivenUpTicket[]> {
    if (ticketIds.length === 0) return [];
    const { rows } = await sql<TicketColumns & Pick<RunRow, 'spec'> & { open: number[] }>`
      select tickets.*, runs.spec, array(
        select index from generate_series(first, first + count - 1) as index
        where not exists (select from samples where samples.shelf = tickets.shelf and samples.run_id = tickets.run_id and samples.index = index.index)
      ) as open
      from tickets join runs on runs.id = tickets.run_id
      where tickets.id = any(${[...ticketIds]}::text[]) and unended >= ${beginningsMax}
      order by tickets.run_id, tickets.id`.execute(this.database.db);
    const commits = new CommitRepository(this.database);
    const givenUp: GivenUpTicket[] = [];
    for (const { open, spec, ...ticket } of rows) {
      const run = { tenantId: ticket.tenantId, id: ticket.runId, spec };
      const samples = await specs.of(run, open).catch(() => []);
      const verdicts = await commits.commit(samples.map((sample) => givenUpSample(payloadOf(ticket), sample)));
      const committed = verdicts.filter((verdict) => verdict === 'committed').length;
      if (committed > 0) givenUp.push({ ticketId: ticket.id, runId: ticket.runId, samples: committed });
    }
    return givenUp;
  }

  /** By lane; lanes without a live run that is worked on are left out. */
  async queueFigures(): Promise<QueueFigures[]> {
    const { rows } = await sql<QueueFigures>`
      select lane, sum(samples_total - succeeded - failed)::double precision as backlog_samples,
        extract(epoch from now() - min(created_at))::double precision as oldest_backlog_seconds
      from runs where status in ('queued', 'running') and not ${resting} group by lane`.execute(this.database.db);
    return rows;
  }
}

const givenUpSample = (ticket: TicketPayload, { index, targetEfPercent, frames }: SampleSpec): SampleResultRow => {
  const { ticketId, epoch, runId, tenantId } = ticket;
  return {
    ...{ ticketId, epoch, runId, index, tenantId, targetEfPercent, frames },
    status: 'failed',
    ...{ measuredEfPercent: null, auditEfPercent: null, shownEfPercent: null, accepted: false },
    ...{ attempts: 0, framesPerSecond: 0, take: null, videoSha256: null, videoBytes: null, seconds: 0 },
    error: {
      code: 'sampler-failed',
      message: `${beginningsMax} workers in turn ended while they made this sample and those beside it`,
    },
  };
};

/** In the order of their ids, as every transaction that takes several runs does. */
const lockRuns = (trx: Transaction<Schema>, ids: RunId[]): Promise<LockedRun[]> =>
  trx
    .selectFrom('runs')
    .select(lockedColumns)
    .where('id', 'in', ids)
    .where('status', 'in', ['queued', 'running'])
    .where('paused', '=', false)
    .where('shelf', 'is not', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();

/** `endIndex` of a run. */
const endOf = ({ samplesTotal, holdAt, preview, laneAfterPreview }: LockedRun): number =>
  Math.min(samplesTotal, holdAt ?? samplesTotal, laneAfterPreview === null ? samplesTotal : preview);

const sliceRuns = (runs: readonly LockedRun[], requests: readonly TicketRequest[]): TicketPayload[] => {
  const left = new Map(runs.map((run) => [run.id, { run, first: run.nextIndex }]));
  return requests.flatMap(({ runId, count }) => {
    const slot = left.get(runId);
    const size = slot ? Math.min(count, endOf(slot.run) - slot.first) : 0;
    if (!slot || size <= 0) return [];
    const { tenantId, lane, fingerprint, shelf } = slot.run;
    if (shelf === null) return [];
    const { first } = slot;
    slot.first += size;
    const ticketId = newTicketId();
    return [{ version: 2, ticketId, runId, tenantId, lane, fingerprint, shelf, epoch: 1, first, count: size }];
  });
};

const costOf = ({ frames, attempts, succeeded, failed }: LockedRun): number =>
  workPerSample({ frames, attempts: Number(attempts), done: succeeded + failed });

const insertTickets = async (
  trx: Transaction<Schema>,
  tickets: readonly TicketPayload[],
  runs: readonly LockedRun[],
): Promise<void> => {
  const work = new Map(runs.map((run) => [run.id, costOf(run)]));
  const rows = tickets.map(({ ticketId, runId, tenantId, lane, fingerprint, shelf, first, count }) => ({
    id: ticketId,
    runId,
    tenantId,
    lane,
    fingerprint,
    shelf,
    epoch: 1,
    first,
    count,
    remaining: count,
    workPerSample: work.get(runId) ?? 0,
    issuedAt: sql<Date>`now()`,
  }));
  await trx.insertInto('tickets').values(rows).execute();
};

const advanceRuns = async (trx: Transaction<Schema>, tickets: readonly TicketPayload[]): Promise<void> => {
  const ends = new Map(tickets.map(({ runId, first, count }) => [runId, first + count]));
  await sql`
    update runs set next_index = ends.next_index, status = 'running', started_at = coalesce(started_at, now()),
      lane = case when ${pastPreview} then coalesce(lane_after_preview, lane) else lane end,
      lane_after_preview = case when ${pastPreview} then null else lane_after_preview end
    from unnest(${[...ends.keys()]}::text[], ${[...ends.values()]}::integer[]) as ends (id, next_index)
    where runs.id = ends.id`.execute(trx);
};

const pastPreview = sql.raw(`ends.next_index >= runs.preview`);

const payloadOf = ({ id, runId, tenantId, lane, ...ticket }: TicketColumns): TicketPayload => ({
  version: 2,
  ticketId: id,
  runId,
  tenantId,
  lane,
  fingerprint: ticket.fingerprint,
  shelf: ticket.shelf,
  epoch: ticket.epoch,
  first: ticket.first,
  count: ticket.count,
});
