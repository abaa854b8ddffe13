import { sql, type RawBuilder } from 'kysely';
import { type Database } from '../database/database.js';

/** Rows that nobody asks for any more, oldest first: the leader's view, over all tenants. */
export class ExpiredRowsRepository {
  constructor(private readonly database: Database) {}

  /** Idempotency keys of `olderThanMs` ago or more, at most `limit`. @returns how many were deleted */
  deleteIdempotencyKeys(olderThanMs: number, limit: number): Promise<number> {
    return this.deleted(sql`
      delete from idempotency_keys where ctid = any(array(
        select ctid from idempotency_keys where created_at <= ${ago(olderThanMs)} order by created_at limit ${limit}
      ))`);
  }

  /** And the answers that such keys were given. */
  deleteIdempotentAnswers(olderThanMs: number, limit: number): Promise<number> {
    return this.deleted(sql`
      delete from idempotent_answers where ctid = any(array(
        select ctid from idempotent_answers where created_at <= ${ago(olderThanMs)} order by created_at limit ${limit}
      ))`);
  }

  /** Published events of the same age, the oldest numbers first, and remembers up to where they are gone. */
  async deleteEvents(olderThanMs: number, limit: number): Promise<number> {
    const { rows } = await sql<{ deleted: number }>`
      with gone as (
        delete from events where sequence = any(array(select sequence from events order by sequence limit ${limit}))
        and at <= ${ago(olderThanMs)} returning sequence
      ),
      head as (
        update event_head set expired = gone.last from (select max(sequence) as last from gone) as gone
        where gone.last > expired
      )
      select count(*)::integer as deleted from gone`.execute(this.database.db);
    return rows[0]?.deleted ?? 0;
  }

  /** Entries of the audit log of the same age; their ids rise with time as well. */
  deleteAuditEntries(olderThanMs: number, limit: number): Promise<number> {
    return this.deleted(sql`
      delete from audit_log where id in (select id from audit_log order by id limit ${limit})
      and at <= ${ago(olderThanMs)}`);
  }

  /** Deliveries of webhooks that are as old as the events that they tell of. */
  deleteDeliveries(olderThanMs: number, limit: number): Promise<number> {
    return this.deleted(sql`
      delete from webhook_deliveries where id in (select id from webhook_deliveries order by id limit ${limit})
      and created_at <= ${ago(olderThanMs)}`);
  }

  private async deleted(statement: RawBuilder<unknown>): Promise<number> {
    const { numAffectedRows = 0n } = await statement.execute(this.database.db);
    return Number(numAffectedRows);
  }
}

const ago = (ms: number): RawBuilder<Date> => sql<Date>`now() - make_interval(secs => ${ms / 1_000})`;
