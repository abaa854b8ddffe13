import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * What has happened, numbered. The outbox is what is not published yet: its ids are taken before their transactions commit,
 * so they are no order to read by. `event_head` is one row: the newest number, and the newest of those deleted by age. Whoever
 * publishes holds it, so that numbers have no gap and become visible in their order.
 */
const statements = [
  `create table events (
    sequence bigint primary key,
    tenant_id text collate "C" not null references tenants,
    kind text not null,
    subject_id text collate "C" not null,
    data jsonb not null,
    at timestamptz not null
  )`,
  `create index events_of_tenant on events (tenant_id, sequence)`,
  `create table event_head (
    one boolean primary key default true check (one),
    last bigint not null default 0,
    expired bigint not null default 0
  )`,
  `insert into event_head default values`,
];

export const events = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'events', ['select']);
  },
};
