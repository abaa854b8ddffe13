import { limits, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type ShelvedRun } from '../persistence/samples.repository.js';

/** What the samples of a run came to, so far. EFs in percent, differences in percentage points. */
export interface RunFigures {
  readonly made: number;
  readonly accepted: number;
  readonly failed: number;
  readonly meanAttempts: number | null;
  /** Mean size of measured EF minus target EF, and of audit EF minus target EF. */
  readonly meanErrorPp: number | null;
  readonly meanAuditErrorPp: number | null;
  readonly meanMeasuredEfPercent: number | null;
  /** Samples by measured EF, from `targetEfMinPercent` in steps of `histogramStepPercent`; those beyond in the outer ones. */
  readonly histogram: readonly number[];
}

export const histogramStepPercent = 5;
const { targetEfMinPercent: low, targetEfMaxPercent: high } = limits;
const buckets = (high - low) / histogramStepPercent;

export class RunFiguresRepository {
  constructor(private readonly database: TenantDatabase) {}

  find(tenantId: TenantId, { id, shelf }: ShelvedRun): Promise<RunFigures> {
    return this.database.asTenant(tenantId, async (trx) => {
      const { rows } = await sql<Omit<RunFigures, 'histogram'>>`
        select count(*) filter (where status = 'succeeded')::integer as made,
          count(*) filter (where accepted)::integer as accepted,
          count(*) filter (where status = 'failed')::integer as failed,
          avg(attempts)::double precision as mean_attempts,
          avg(abs(measured_ef_percent - target_ef_percent)) as mean_error_pp,
          avg(abs(audit_ef_percent - target_ef_percent)) as mean_audit_error_pp,
          avg(measured_ef_percent) as mean_measured_ef_percent
        from samples where shelf = ${shelf} and tenant_id = ${tenantId} and run_id = ${id}`.execute(trx);
      const { rows: bars } = await sql<{ bucket: number; samples: number }>`
        select least(greatest(width_bucket(measured_ef_percent, ${low}, ${high}, ${buckets}::integer), 1), ${buckets}::integer) as bucket,
          count(*)::integer as samples
        from samples where shelf = ${shelf} and tenant_id = ${tenantId} and run_id = ${id} and measured_ef_percent is not null
        group by 1`.execute(trx);
      const histogram = Array.from(
        { length: buckets },
        (_, k) => bars.find(({ bucket }) => bucket === k + 1)?.samples ?? 0,
      );
      return { ...(rows[0] as Omit<RunFigures, 'histogram'>), histogram };
    });
  }
}
