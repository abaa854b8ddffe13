import { sql, type Kysely } from 'kysely';

/** How many workers began a ticket since its last result and never said that they were through with it. */
export const unendedTickets = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table tickets add column unended integer not null default 0`.execute(db);
  },
};
