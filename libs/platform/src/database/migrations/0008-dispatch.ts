import { sql, type Kysely } from 'kysely';

/**
 * Fair shares are counted in work: frames, times attempts. A ticket says what its samples were expected to cost, a run how long
 * they are and what they did cost; and what a leader knows of its queues outlives it. No column is part of an index, so no update grows.
 */
const statements = [
  `alter table tickets add column work_per_sample real not null default 32`,
  `alter table runs add column attempts bigint not null default 0, add column frames real`,
  `update runs set frames = (spec ->> 'frames')::real`,
  `alter table runs alter column frames set not null`,
  `create table dispatch_states (
    fingerprint text collate "C" primary key,
    state jsonb not null,
    saved_at timestamptz not null default now()
  )`,
];

export const dispatch = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
