import { type RunId, type TenantId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { commonShelf, takeDown } from '../shelves/shelves.repository.js';

/** A run that nobody sees any more. */
export interface DeletedRun {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  /** Where its rows are; null where it never got a place for them. */
  readonly shelf: number | null;
  /** Its objects were deleted, and its bytes given back. */
  readonly emptied: boolean;
}

/** Of a run that may expire; word for word the condition of the index. */
const mayExpire = sql.raw('expires_after_seconds is not null and finished_at is not null and deleted_at is null');

/** Deletes what is left of runs, piece by piece: the leader's view, over all tenants. Any piece may be the last of its process. */
export class PurgesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Marks runs whose time is over as deleted, at most `limit`. Steps from one time that runs are kept to the next by the index. A
   * run that is being extended is left alone.
   * @returns how many were marked
   */
  async expire(limit: number): Promise<number> {
    const { rows } = await sql<{ expired: number }>`
      with recursive spans as (
        (select expires_after_seconds as seconds from runs where ${mayExpire} order by expires_after_seconds limit 1)
        union all
        select next.seconds from spans cross join lateral (
          select expires_after_seconds as seconds from runs
          where ${mayExpire} and expires_after_seconds > spans.seconds order by expires_after_seconds limit 1) as next
      ),
      due as (
        select run.id from spans cross join lateral (
          select id from runs
          where ${mayExpire} and expires_after_seconds = spans.seconds
            and finished_at <= now() - make_interval(secs => spans.seconds)
          order by finished_at limit ${limit}) as run
        limit ${limit}
      ),
      held as (
        select id from runs where id in (select id from due) and ${mayExpire}
          and finished_at + make_interval(secs => expires_after_seconds) <= now()
        order by id for no key update skip locked
      ),
      marked as (
        update runs set deleted_at = now(), deleted_reason = 'expired', leftovers = false
        from held where runs.id = held.id returning runs.id, runs.tenant_id
      ),
      event as (
        insert into outbox (tenant_id, topic, payload)
        select tenant_id, 'run.deleted', jsonb_build_object('runId', id) from marked
      )
      select count(*)::integer as expired from marked`.execute(this.database.db);
    return rows[0]?.expired ?? 0;
  }

  /**
   * The run that was deleted first of those that still have objects; without one, of those that were deleted `settleMs` ago or
   * more, when all that was under way has landed. Null when there is nothing to do.
   */
  async next(settleMs: number): Promise<DeletedRun | null> {
    const settled = sql`now() - make_interval(secs => ${settleMs / 1_000})`;
    const { rows } = await sql<DeletedRun>`
      (select id as run_id, tenant_id, shelf, false as emptied from runs
        where deleted_at is not null and emptied_at is null order by deleted_at limit 1)
      union all
      (select id, tenant_id, shelf, true from runs
        where deleted_at is not null and emptied_at is not null and deleted_at <= ${settled} order by deleted_at limit 1)
      order by emptied limit 1`.execute(this.database.db);
    return rows[0] ?? null;
  }

  /** Its objects are deleted: gives its bytes back to the tenant, once, whoever says so how often. */
  async emptied({ runId, shelf }: DeletedRun): Promise<void> {
    await this.database.db.transaction().execute(async (trx) => {
      const { numAffectedRows = 0n } = await sql`
        update runs set emptied_at = now() where id = ${runId} and deleted_at is not null and emptied_at is null`.execute(
        trx,
      );
      if (numAffectedRows === 0n) return;
      await sql`
        insert into usage_entries (tenant_id, bytes)
        select tenant_id, -sum(video_bytes::bigint) from samples where shelf = ${shelf} and run_id = ${runId} and video_bytes > 0
        group by tenant_id`.execute(trx);
    });
  }

  /** Deletes at most `limit` of its rows, where they are among those of others. @returns how many */
  async deleteRows({ runId, shelf }: DeletedRun, limit: number): Promise<number> {
    if (shelf !== commonShelf) return 0;
    const { numAffectedRows = 0n } = await sql`
      delete from samples where shelf = ${shelf} and run_id = ${runId} and index in (
        select index from samples where shelf = ${shelf} and run_id = ${runId} order by index limit ${limit})`.execute(
      this.database.db,
    );
    return Number(numAffectedRows);
  }

  /** The run itself goes, with the shelf that it has for itself, and a tombstone stays. Once its objects and rows are gone. */
  async bury({ runId, shelf }: DeletedRun): Promise<void> {
    await this.database.db.transaction().execute(async (trx) => {
      if (shelf !== null && shelf !== commonShelf) await takeDown(trx, shelf);
      await placeTombstone(trx, runId);
      await sql`delete from runs where id = ${runId} and emptied_at is not null`.execute(trx);
    });
  }
}

/** It counts the samples that the cap on a day counts: deleting them gives nobody more of them. */
const placeTombstone = async (trx: Transaction<Schema>, runId: RunId): Promise<void> => {
  await sql`
    insert into tombstones (run_id, tenant_id, kind, reason, samples, created_at, deleted_at)
    select id, tenant_id, kind, deleted_reason,
      case when status = 'cancelled' then succeeded + failed else samples_total end, created_at, deleted_at
    from runs where id = ${runId} and emptied_at is not null
    on conflict do nothing`.execute(trx);
};
