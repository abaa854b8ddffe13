import { sql, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { eventsOfOutbox, type OutboxRow, type PublishedRun, runsIn, type TenantEvent } from './events-of-outbox.js';

/** What has happened and is not published yet: the leader's view, over all tenants. */
export class OutboxRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes events of at most `limit` rows and deletes them, in one transaction: each is told once, whoever leads and wherever it
   * ends. A row whose transaction is under way is not seen, and published when it is, however small its id. What follows
   * from something that was committed has a greater id, so that in one round ids are the order of what depends on each other.
   * @returns how many rows were taken
   */
  publish(limit: number): Promise<number> {
    return this.database.db.transaction().execute(async (trx) => {
      // A former leader that still publishes is waited for, and what it commits is seen by the statements after this one.
      const last = await hold(trx);
      const taken = await take(trx, limit);
      const events = eventsOfOutbox(taken, await runsOf(trx, taken));
      if (events.length > 0) await append(trx, last, events);
      return taken.length;
    });
  }
}

/** Holds the head until the transaction ends. @returns the newest number */
const hold = async (trx: Transaction<Schema>): Promise<number> => {
  const { rows } = await sql<{ last: number }>`
    select last::double precision as last from event_head for update`.execute(trx);
  return (rows[0] as { last: number }).last;
};

/** Rows of a tenant that was erased meanwhile are told to nobody. */
const take = async (trx: Transaction<Schema>, limit: number): Promise<OutboxRow[]> => {
  const { rows } = await sql<OutboxRow>`
    with taken as (
      delete from outbox where id = any(array(select id from outbox order by id limit ${limit}))
      returning id, tenant_id, topic, payload, created_at as at
    )
    select taken.tenant_id, topic, payload, at from taken join tenants on tenants.id = taken.tenant_id
    order by taken.id`.execute(trx);
  return rows;
};

const runsOf = async (trx: Transaction<Schema>, rows: readonly OutboxRow[]): Promise<PublishedRun[]> => {
  const ids = runsIn(rows);
  if (ids.length === 0) return [];
  return trx
    .selectFrom('runs')
    .select(['id', 'kind', 'samplesTotal', 'succeeded', 'accepted', 'failed', 'error'])
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .execute();
};

const append = async (trx: Transaction<Schema>, last: number, events: readonly TenantEvent[]): Promise<void> => {
  const numbered = events.map((event, k) => ({ sequence: last + k + 1, ...event }));
  await sql`
    insert into events (sequence, tenant_id, kind, subject_id, data, at)
    select sequence, "tenantId", kind, "subjectId", data, at from json_to_recordset(${JSON.stringify(numbered)}::json)
      as row (sequence bigint, "tenantId" text, kind text, "subjectId" text, data jsonb, at timestamptz)`.execute(trx);
  await sql`update event_head set last = ${last + events.length}::bigint`.execute(trx);
};
