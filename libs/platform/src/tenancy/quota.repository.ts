import { firstRunIdSince, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { usageRows } from './usage.repository.js';
import { capsOf, tenantColumns, type CapName, type TenantCaps } from './tenant-caps.js';

/** Where a tenant stands, by the names of its caps. Uploads at once are each process's own matter. */
export type QuotaStanding = Readonly<Record<Exclude<CapName, 'uploadsAtOnce'>, number>>;

const dayMs = 24 * 60 * 60_000;

/** A tenant's caps, and where they stand. */
export class QuotaRepository {
  constructor(private readonly database: TenantDatabase) {}

  caps(tenantId: TenantId): Promise<TenantCaps> {
    return this.database.asTenant(tenantId, async (trx) =>
      capsOf(
        await trx.selectFrom('tenants').select(tenantColumns).where('id', '=', tenantId).executeTakeFirstOrThrow(),
      ),
    );
  }

  /** Reads the tenant's living runs, and those of today, deleted or not: for who has a cap, and who asks. */
  async standing(tenantId: TenantId, nowMs = Date.now()): Promise<QuotaStanding> {
    const today = firstRunIdSince(nowMs - (nowMs % dayMs));
    const statement = sql<QuotaStanding>`
      select
        (select coalesce(sum(remaining), 0)::double precision from tickets
          where tenant_id = ${tenantId}) as in_flight_samples,
        (select coalesce(sum(samples_total - succeeded - failed), 0)::double precision from runs
          where tenant_id = ${tenantId} and status in ('queued', 'running')) as queued_samples,
        (select coalesce(sum(samples), 0)::double precision from (
          select case when status = 'cancelled' then succeeded + failed else samples_total end as samples
          from runs where tenant_id = ${tenantId} and id >= ${today}
          union all
          select samples from tombstones where tenant_id = ${tenantId} and run_id >= ${today}) as asked) as samples_per_day,
        (select coalesce(sum(bytes), 0)::double precision from ${usageRows(tenantId)} as used) as storage_bytes`;
    const { rows } = await this.database.asTenant(tenantId, (trx) => statement.execute(trx));
    return rows[0] as QuotaStanding;
  }
}
