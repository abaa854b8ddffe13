import { sql, type Kysely } from 'kysely';

/**
 * A row names the making (take) that its files are of. Rows of before keep their keys: no table is rewritten, and a worker
 * of before may still write such rows while it is replaced. A ticket counts how often it was begun, and how
 * often without an end; a run remembers when
 * more than one making may have left objects, and the index finds these runs alone.
 */
const statements = [
  `alter table samples add column take text`,
  `alter table tickets add column begun integer not null default 0, add column unended integer not null default 0`,
  `alter table runs add column leftovers boolean not null default false`,
  `update runs set leftovers = true where status = 'cancelled'`,
  `create index runs_with_leftovers on runs (finished_at) where leftovers`,
];

export const takes = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
