import { type TenantId } from '@echocohort/shared';
import { sql, type RawBuilder } from 'kysely';
import { type Database } from '../database/database.js';

/** What a tenant has used. */
export interface Usage {
  /** That were made. */
  readonly samples: number;
  /** Tries at samples, also at those that failed. */
  readonly attempts: number;
  /** Frames of all tries: the work that fair shares are counted in. */
  readonly frames: number;
  /** Of videos and of the frames of clips that were stored, less those that were deleted. */
  readonly bytes: number;
  readonly uploads: number;
}

export interface UsageDay extends Usage {
  /** `2026-11-24`, UTC. */
  readonly day: string;
}

/** All that is used of a tenant until now, folded or not; for the statements of other repositories too. */
export const usageRows = (tenantId: TenantId): RawBuilder<unknown> => sql`
  (select day, samples, attempts, frames, bytes, uploads from usage_days where tenant_id = ${tenantId}
  union all
  select (at at time zone 'utc')::date, samples, attempts, frames, bytes, uploads from usage_entries
  where tenant_id = ${tenantId})`;

/** Usage a day and tenant: entries as they were appended, and the days that they were folded into. */
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /** Days on which something was used, oldest first. @param from with `to` the first and the last day, like `2026-11-24` */
  async days(tenantId: TenantId, { from, to }: { from: string; to: string }): Promise<UsageDay[]> {
    const statement = sql<UsageDay>`
      select day::text, sum(samples)::double precision as samples, sum(attempts)::double precision as attempts,
        sum(frames)::double precision as frames, sum(bytes)::double precision as bytes,
        sum(uploads)::double precision as uploads
      from ${usageRows(tenantId)} as used where day between ${from}::date and ${to}::date group by day order by day`;
    return (await this.database.asTenant(tenantId, (trx) => statement.execute(trx))).rows;
  }

  /**
   * Folds entries of any tenants into their days, at most `limit`, in one statement: none is lost and none counts twice, whoever
   * ends meanwhile. Those of a tenant that is no more are dropped.
   * @returns how many were folded
   */
  async fold(limit: number): Promise<number> {
    const { rows } = await sql<{ folded: number }>`
      with taken as (
        delete from usage_entries where ctid = any(array(select ctid from usage_entries limit ${limit} for update skip locked))
        returning *
      ),
      days as (
        insert into usage_days (tenant_id, day, samples, attempts, frames, bytes, uploads)
        select tenant_id, (at at time zone 'utc')::date as day, sum(samples), sum(attempts), sum(frames), sum(bytes), sum(uploads)
        from taken where exists (select from tenants where id = tenant_id) group by tenant_id, day order by tenant_id, day
        on conflict (tenant_id, day) do update set samples = usage_days.samples + excluded.samples,
          attempts = usage_days.attempts + excluded.attempts, frames = usage_days.frames + excluded.frames,
          bytes = usage_days.bytes + excluded.bytes, uploads = usage_days.uploads + excluded.uploads
      )
      select count(*)::integer as folded from taken`.execute(this.database.db);
    return rows[0]?.folded ?? 0;
  }
}
