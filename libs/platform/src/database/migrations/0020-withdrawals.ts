import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * Work that was taken out of a queue unmade, by a cancellation or a pause, until the leader has seen it: what is gone of a
 * queue's tickets would look made otherwise, and its workers many times as fast as they are.
 */
const statements = [
  `create table withdrawals (
    tenant_id text collate "C" not null,
    fingerprint text collate "C" not null,
    lane text not null,
    work double precision not null
  )`,
];

export const withdrawals = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'withdrawals', ['insert']);
  },
};
