import { sql, type Kysely } from 'kysely';

/**
 * The end of a run: deleted at once for who reads, then emptied of its objects, then gone but for its tombstone. Firings and
 * idempotency keys go on naming a run that is no more. What is due to expire is found by how long runs are kept, of which
 * there are few different ones, and by when they ended. A tenant may have a time for runs that name none.
 */
const statements = [
  `alter table runs
    add column deleted_reason text check (deleted_reason in ('deleted', 'expired')),
    add column emptied_at timestamptz`,
  `update runs set deleted_reason = 'deleted' where deleted_at is not null`,
  `alter table runs add check ((deleted_at is null) = (deleted_reason is null))`,
  `drop index runs_to_expire`,
  `create index runs_to_expire on runs (expires_after_seconds, finished_at)
    where expires_after_seconds is not null and finished_at is not null and deleted_at is null`,
  `drop index runs_to_purge`,
  `create index runs_to_empty on runs (deleted_at) where deleted_at is not null and emptied_at is null`,
  `create index runs_to_bury on runs (deleted_at) where deleted_at is not null and emptied_at is not null`,
  `alter table idempotency_keys drop constraint idempotency_keys_run_id_fkey`,
  `alter table firings drop constraint firings_run_id_fkey`,
  `alter table tenants add column expires_after_seconds integer check (expires_after_seconds > 0)`,
];

export const runEnds = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
