import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * What tenants use, a row a day. Commits and uploads append entries, which are folded into days later: a row that every commit
 * of a tenant updates would be hot. Entries have no index: there are few at any time. What was used before is counted once. And what has gone of tenants that were erased, which outlives them.
 */
const statements = [
  `create table usage_entries (
    tenant_id text collate "C" not null,
    at timestamptz not null default now(),
    samples integer not null default 0,
    attempts integer not null default 0,
    frames bigint not null default 0,
    bytes bigint not null default 0,
    uploads integer not null default 0
  )`,
  `create table usage_days (
    tenant_id text collate "C" not null references tenants,
    day date not null,
    samples bigint not null,
    attempts bigint not null,
    frames bigint not null,
    bytes bigint not null,
    uploads bigint not null,
    primary key (tenant_id, day)
  )`,
  `insert into usage_days (tenant_id, day, samples, attempts, frames, bytes, uploads)
    select tenant_id, (created_at at time zone 'utc')::date, sum(samples), sum(attempts), sum(frames), sum(bytes), sum(uploads)
    from (
      select tenant_id, created_at, (status = 'succeeded')::integer as samples, attempts, frames * attempts as frames,
        coalesce(video_bytes, 0) as bytes, 0 as uploads from samples
      union all
      select tenant_id, created_at, 0, 0, 0, frames::bigint * height * width, 1 from clips
    ) as used group by 1, 2`,
  `create table erasures (
    tenant_id text collate "C" primary key,
    requested_at timestamptz not null default now(),
    finished_at timestamptz,
    objects bigint not null default 0,
    rows jsonb not null default '{}'
  )`,
];

export const usage = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'usage_entries', ['select', 'insert']);
    await belongsToTenant(db, 'usage_days', ['select']);
    await belongsToTenant(db, 'erasures', []);
  },
};
