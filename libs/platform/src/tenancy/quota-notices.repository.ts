import { type QuotaNearData, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { capsOf, tenantColumns, type TenantCaps } from './tenant-caps.js';

export interface CappedTenant {
  readonly id: TenantId;
  readonly caps: TenantCaps;
}

/** Who is near a cap, and was told so: the leader's view, over all tenants. */
export class QuotaNoticesRepository {
  constructor(private readonly database: Database) {}

  /** Tenants that have a cap which can be near, by their ids. Suspended ones use nothing. */
  async capped(after: TenantId | null, limit: number): Promise<CappedTenant[]> {
    const rows = await this.database.db
      .selectFrom('tenants')
      .select(tenantColumns)
      .where('suspendedReason', 'is', null)
      .where(sql<boolean>`coalesce(queued_cap, daily_cap, storage_bytes_cap) is not null`)
      .$if(after !== null, (query) => query.where('id', '>', after as TenantId))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ id: row.id, caps: capsOf(row) }));
  }

  /** Tells it once a day and cap, whoever else does. @returns whether it is told now */
  async tell(tenantId: TenantId, data: QuotaNearData): Promise<boolean> {
    const payload = JSON.stringify({ subjectId: tenantId, data });
    const { numAffectedRows } = await sql`
      with noted as (
        insert into quota_notices (tenant_id, cap, day) values (${tenantId}, ${data.cap}, (now() at time zone 'utc')::date)
        on conflict (tenant_id, cap) do update set day = excluded.day where quota_notices.day < excluded.day
        returning tenant_id
      )
      insert into outbox (tenant_id, topic, payload) select tenant_id, 'quota.near', ${payload}::jsonb from noted`.execute(
      this.database.db,
    );
    return numAffectedRows === 1n;
  }
}
