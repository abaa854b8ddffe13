import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * Uploads of a cohort's items that are under way: their object may be there, their run is not. `abandoned`: it was found long
 * after its beginning, and what is left of it is being deleted.
 */
const statements = [
  `create table item_uploads (
    run_id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    abandoned boolean not null default false,
    created_at timestamptz not null default now()
  )`,
];

export const cohortItems = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'item_uploads', ['select', 'insert', 'update', 'delete']);
  },
};
