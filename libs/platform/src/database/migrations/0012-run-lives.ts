import { sql, type Kysely } from 'kysely';
import { belongsToTenant, tenantRole } from '../tenant-role.js';

/**
 * A cohort is a run with a name, labels and a life of its own. Runs that rest (paused, or held behind their preview) are not in
 * the dispatcher's index. What is asked of many readings at once stands beside them: a reading's outlines are most of its row.
 * A tombstone says that there was a run, and nothing of what it was.
 */
const statements = [
  `alter table runs
    add column kind text not null default 'generation' check (kind in ('generation', 'cohort')),
    add column name text,
    add column labels jsonb not null default '{}',
    add column paused boolean not null default false,
    add column hold_at integer check (hold_at > 0),
    add column preview integer not null default 0 check (preview >= 0),
    add column lane_after_preview text check (lane_after_preview in ('interactive', 'bulk')),
    add column deadline timestamptz,
    add column expires_after_seconds integer check (expires_after_seconds > 0),
    add column summary jsonb,
    add column deleted_at timestamptz`,
  `drop index runs_to_dispatch`,
  `create index runs_to_dispatch on runs (fingerprint, lane, tenant_id, id)
    where status in ('queued', 'running') and not paused and next_index < least(samples_total, hold_at)`,
  `drop index runs_of_tenant`,
  `create index runs_of_tenant on runs (tenant_id, kind, id)`,
  `create index runs_to_expire on runs (finished_at) where expires_after_seconds is not null and deleted_at is null`,
  `create index runs_to_purge on runs (deleted_at) where deleted_at is not null`,
  `create table tombstones (
    run_id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    kind text not null,
    reason text not null check (reason in ('deleted', 'expired')),
    samples integer not null,
    created_at timestamptz not null,
    deleted_at timestamptz not null,
    purged_at timestamptz not null default now()
  )`,
  `create index tombstones_of_tenant on tombstones (tenant_id, run_id)`,
  `alter table clips add column labels jsonb not null default '{}'`,
  `create index clips_by_label on clips using gin (labels jsonb_path_ops)`,
  `alter table clip_readings
    add column refusal text generated always as (reading ->> 'refusal') stored,
    add column ef_percent double precision generated always as ((reading ->> 'efPercent')::double precision) stored`,
];

export const runLives = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'tombstones', ['select']);
    await sql`grant update (labels) on clips to ${sql.ref(tenantRole)}`.execute(db);
  },
};
