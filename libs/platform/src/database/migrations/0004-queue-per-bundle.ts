import { sql, type Kysely } from 'kysely';

/**
 * Tickets wait in a queue a bundle and lane, so a run's bundle is what the dispatcher looks for first. The column follows from
 * the spec; the backlog's index begins with it.
 */
const statements = [
  `alter table runs add column fingerprint text collate "C" not null
    generated always as (spec -> 'bundle' ->> 'fingerprint') stored`,
  `drop index runs_to_dispatch`,
  `create index runs_to_dispatch on runs (fingerprint, lane, tenant_id, id)
    where status in ('queued', 'running') and next_index < samples_total`,
  `alter table tickets add column fingerprint text collate "C"`,
  `update tickets set fingerprint = runs.fingerprint from runs where runs.id = tickets.run_id`,
  `alter table tickets alter column fingerprint set not null`,
];

export const queuePerBundle = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
