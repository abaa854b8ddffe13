import { type TenantId } from '@echocohort/shared';
import { sql, type RawBuilder } from 'kysely';

/** Every table of tenants but theirs itself, in an order that no foreign key minds. A spec fails where one is left out. */
export const erasedTables = [
  ...['export_parts', 'exports', 'clip_readings', 'tickets', 'samples', 'run_tallies', 'idempotency_keys'],
  ...['idempotent_answers', 'uploads', 'outbox', 'events', 'withdrawals'],
  ...['usage_entries', 'usage_days', 'quota_notices', 'webhook_deliveries', 'webhooks', 'firings', 'schedules'],
  ...['audit_log', 'clips', 'runs', 'tombstones', 'api_keys'],
] as const;

/**
 * What names a tenant: whatever is erased is exported as well, but for the parts of exports. Each part that is written is a row
 * more of them: an export of those would never end. Its index lists them.
 */
export const exportedTables: readonly string[] = [
  'tenants',
  ...erasedTables.filter((table) => table !== 'export_parts'),
];

/** Columns that leave the database for nobody: whoever has them is the tenant, or signs as we do. */
const secretColumns: Readonly<Record<string, readonly string[]>> = {
  api_keys: ['secret_sha256'],
  webhooks: ['secret', 'previous_secret'],
};

export const secretColumnsOf = (table: string): readonly string[] => secretColumns[table] ?? [];

/** What finds rows of a tenant: its column, or for samples, which have no index by tenant, its runs. */
export const ofTenant = (table: string, tenantId: TenantId): RawBuilder<unknown> => {
  if (table === 'tenants') return sql`id = ${tenantId}`;
  if (table === 'samples') return sql`run_id in (select id from runs where tenant_id = ${tenantId})`;
  return sql`tenant_id = ${tenantId}`;
};
