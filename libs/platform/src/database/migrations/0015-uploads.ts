import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * Uploads that are under way: their objects may be there, the clip or the run that names them is not. `abandoned`: it was found long
 * after its beginning, and what is left of it is being deleted.
 */
const statements = [
  `create table uploads (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    abandoned boolean not null default false,
    created_at timestamptz not null default now()
  )`,
];

export const uploads = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'uploads', ['select', 'insert', 'update', 'delete']);
  },
};
