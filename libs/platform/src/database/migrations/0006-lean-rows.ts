import { sql, type Kysely } from 'kysely';

/**
 * Updates of a run's counters and of a ticket touch no index and find room in their page (HOT): the age of living runs is
 * found without their counters. What is deleted by age is found by age.
 */
const statements = [
  `drop index runs_alive`,
  `create index runs_alive on runs (created_at) where status in ('queued', 'running')`,
  `alter table runs set (fillfactor = 70)`,
  `alter table tickets set (fillfactor = 70)`,
  `create index idempotency_keys_by_age on idempotency_keys (created_at)`,
];

export const leanRows = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
