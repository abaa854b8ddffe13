import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * Schedules and their firings. A time becomes a firing exactly once (`unique`), a firing becomes a cohort by its idempotency key;
 * the two steps are apart, so that a leader that is killed between them leaves nothing half-done. The indices hold what is due
 * and what is still to be done, and nothing else.
 */
const statements = [
  `create table schedules (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    name text not null,
    cron text not null,
    time_zone text not null,
    catch_up text not null check (catch_up in ('skip', 'once', 'all')),
    catch_up_max integer not null check (catch_up_max > 0),
    cohort jsonb not null,
    new_clips boolean not null,
    paused boolean not null default false,
    next_fire_at timestamptz,
    clips_until timestamptz not null default now(),
    created_at timestamptz not null default now(),
    check (paused or next_fire_at is not null)
  )`,
  `create index schedules_of_tenant on schedules (tenant_id, id)`,
  `create index schedules_due on schedules (next_fire_at) where not paused`,
  `create table firings (
    id text collate "C" primary key,
    schedule_id text collate "C" not null references schedules on delete cascade,
    tenant_id text collate "C" not null,
    fire_at timestamptz not null,
    kind text not null check (kind in ('scheduled', 'manual')),
    status text not null check (status in ('due', 'fired', 'skipped', 'failed')),
    clips_from timestamptz,
    clips integer,
    run_id text collate "C" references runs,
    error jsonb,
    created_at timestamptz not null default now(),
    settled_at timestamptz,
    unique (schedule_id, fire_at),
    check (status <> 'fired' or run_id is not null),
    check (status <> 'failed' or error is not null)
  )`,
  `create index firings_of_run on firings (run_id)`,
  `create index firings_to_do on firings (fire_at) where status = 'due'`,
  `create index clips_by_time on clips (tenant_id, created_at)`,
];

export const schedules = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'schedules', ['select', 'insert', 'update', 'delete']);
    await belongsToTenant(db, 'firings', ['select', 'insert', 'delete']);
  },
};
