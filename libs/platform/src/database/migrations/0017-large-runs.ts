import { sql, type Kysely } from 'kysely';
import { belongsToTenant, tenantRole } from '../tenant-role.js';

/**
 * `samples` is partitioned by shelf: one that many runs share (0), and one for each large run, which goes with it. A run without
 * a shelf is large and waits for the leader to put one up. No row refers to its run any more: the commit holds the run when it
 * inserts, so that the check of each row told it nothing, and a new shelf needs no lock on `runs`. What the samples of such a run
 * came to is counted as they come, so that nobody reads a million rows to be told.
 */
const statements = [
  `alter table samples rename to samples_shelf_0`,
  `alter table samples_shelf_0 drop constraint samples_run_id_fkey`,
  `alter table samples_shelf_0 add column shelf integer not null default 0`,
  `alter table samples_shelf_0 drop constraint samples_pkey`,
  `alter table samples_shelf_0 add primary key (run_id, index, shelf)`,
  `drop policy of_tenant on samples_shelf_0`,
  `alter table samples_shelf_0 disable row level security`,
  `revoke all on samples_shelf_0 from ${tenantRole}`,
  `create table samples (like samples_shelf_0 including defaults including constraints) partition by list (shelf)`,
  `alter table samples add primary key (run_id, index, shelf)`,
  `alter table samples attach partition samples_shelf_0 for values in (0)`,
  `create sequence sample_shelves`,
  `alter table runs add column shelf integer default 0`,
  `create index runs_to_shelve on runs (id) where shelf is null and status in ('queued', 'running')`,
  `drop index runs_to_dispatch`,
  `create index runs_to_dispatch on runs (fingerprint, lane, tenant_id, id)
    where status in ('queued', 'running') and not paused and next_index < least(samples_total, hold_at) and shelf is not null`,
  `alter table tickets add column shelf integer not null default 0`,
  `create index runs_with_shelf on runs (id) where shelf > 0 and deleted_at is null`,
  `create table run_tallies (
    run_id text collate "C" primary key references runs on delete cascade,
    tenant_id text collate "C" not null references tenants,
    counted_to integer not null default 0,
    tally jsonb not null default '{}'
  )`,
];

export const largeRuns = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'samples', ['select']);
    await belongsToTenant(db, 'run_tallies', ['select']);
  },
};
