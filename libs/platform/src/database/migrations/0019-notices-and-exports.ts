import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/** When a tenant was last told that a cap is near: once a day and cap. */
const statements = [
  `create table quota_notices (
    tenant_id text collate "C" not null references tenants,
    cap text not null,
    day date not null,
    primary key (tenant_id, cap)
  )`,
];

export const noticesAndExports = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'quota_notices', []);
  },
};
