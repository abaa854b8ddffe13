import { sql, type Kysely } from 'kysely';

/** What a sample's made frames show, read anew; null for those that were not looked at. */
export const shownEf = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table samples add column shown_ef_percent double precision`.execute(db);
  },
};
