import { sql, type Kysely } from 'kysely';

/** What tenants' requests run under: no login, no rights but those of `belongsToTenant`. One for all databases of a server. */
export const tenantRole = 'echocohort_tenant';

/** Names the tenant of a transaction; without it no row of any tenant is seen. */
export const tenantSetting = 'echocohort.tenant';

export type TenantRight = 'select' | 'insert' | 'update' | 'delete';

/**
 * Says in a migration that a table's rows belong to tenants. Whoever asks as a tenant may do `may` with his own rows, and the
 * rows of others are not there for him, whatever the query says; the owner of the tables sees them all. Rights that a table
 * gets later are a plain `grant ... to echocohort_tenant`. Of a partitioned table name the parent alone: nobody may ask a
 * partition as a tenant.
 * @param column holds the tenant's id
 */
export const belongsToTenant = async (
  db: Kysely<unknown>,
  table: string,
  may: readonly TenantRight[],
  column = 'tenant_id',
): Promise<void> => {
  const [name, owner] = [sql.table(table), sql.ref(column)];
  await sql`alter table ${name} enable row level security`.execute(db);
  await sql`
    create policy of_tenant on ${name} to ${sql.ref(tenantRole)}
    using (${owner} = current_setting('${sql.raw(tenantSetting)}', true))`.execute(db);
  if (may.length > 0) await sql`grant ${sql.raw(may.join(', '))} on ${name} to ${sql.ref(tenantRole)}`.execute(db);
};
