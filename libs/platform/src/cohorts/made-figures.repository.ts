import { type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type SamplePlace } from '../storage/storage-keys.js';

/** What samples of a model have cost a tenant, in the mean. */
export interface MadeFigures {
  /** How many these are the figures of. */
  readonly samples: number;
  readonly attempts: number;
  readonly frames: number;
  readonly videoBytes: number;
  /** Seconds that the system took for one of them, while it made the others beside it. */
  readonly secondsEach: number;
  /** Where one of the newest of them lies. */
  readonly example: SamplePlace;
}

/** Runs, and samples of each, that are looked at. */
const runsMax = 8;
const samplesMax = 250;

interface FiguresRow extends Omit<MadeFigures, 'example'> {
  readonly runId: SamplePlace['runId'];
  readonly index: number;
  readonly take: string;
}

/** What is known of the cost of samples by those that were made. */
export class MadeFiguresRepository {
  constructor(private readonly database: TenantDatabase) {}

  /** Of the tenant's newest samples by the bundle with this fingerprint; null before it has any. */
  async find(tenantId: TenantId, fingerprint: string): Promise<MadeFigures | null> {
    const statement = sql<FiguresRow>`
      with newest as (
        select id, shelf from runs
        where tenant_id = ${tenantId} and fingerprint = ${fingerprint} and succeeded > 0 and deleted_at is null
        order by id desc limit ${runsMax}
      ),
      made as (
        select newest.id, sample.* from newest cross join lateral (
          select index, take, attempts, frames, video_bytes, seconds, created_at from samples
          where shelf = newest.shelf and run_id = newest.id and status = 'succeeded' and take is not null
          order by index desc limit ${samplesMax}
        ) as sample
      ),
      spans as (
        select count(*) as samples, extract(epoch from max(created_at) - min(created_at)) + min(seconds) as seconds
        from made group by id
      ),
      figures as (
        select count(*)::integer as samples, avg(attempts)::double precision as attempts,
          avg(frames)::double precision as frames, avg(video_bytes)::double precision as video_bytes,
          (select sum(seconds) / sum(samples) from spans)::double precision as seconds_each
        from made
      )
      select figures.*, one.id as run_id, one.index, one.take
      from figures cross join (select id, index, take from made order by id desc, index desc limit 1) as one`;
    const { rows } = await this.database.asTenant(tenantId, (trx) => statement.execute(trx));
    const [row] = rows;
    if (row === undefined) return null;
    const { runId, index, take, ...figures } = row;
    return { ...figures, example: { tenantId, runId, index, take } };
  }

  /** Samples of the tenant that this bundle still has to make, those of paused runs aside. */
  async waiting(tenantId: TenantId, fingerprint: string): Promise<number> {
    const statement = sql<{ samples: number }>`
      select coalesce(sum(samples_total - succeeded - failed), 0)::double precision as samples from runs
      where tenant_id = ${tenantId} and fingerprint = ${fingerprint} and status in ('queued', 'running') and not paused`;
    const { rows } = await this.database.asTenant(tenantId, (trx) => statement.execute(trx));
    return rows[0]?.samples ?? 0;
  }
}
