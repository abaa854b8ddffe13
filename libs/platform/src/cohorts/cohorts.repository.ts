import { type CohortSpec, isTerminal, type ItemsSpec, type RunId, type TenantId } from '@echocohort/shared';
import { sql, type Selectable, type Transaction, type UpdateObject } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type OutboxTopic, type Schema } from '../database/schema.js';
import { withdrawWork } from '../dispatch/withdraw-work.js';
import { type Page } from '../persistence/page.js';
import { livingRun } from '../retention/living-run.js';
import { type RunHead, runHeadColumns } from '../persistence/runs.repository.js';

/** A cohort without its sources, of which there may be thousands: its summary says how many. */
export interface CohortRow extends RunHead {
  readonly spec: Omit<CohortSpec, 'sources'> | Omit<ItemsSpec, 'sources'>;
}

/** How fast a run's newest samples came. */
export interface RunPace {
  readonly samples: number;
  /** From the first of them until now. */
  readonly seconds: number;
}

/** The newest samples that say how fast a run is. */
const paceSamples = 512;

const specWithoutSources = sql<CohortRow['spec']>`spec - 'sources'`.as('spec');

type Locked = Pick<Selectable<Schema['runs']>, 'status' | 'paused' | 'holdAt' | 'samplesTotal'>;

/** What a request changes of a cohort, and what is told of it; null when there is nothing to change. */
type Change = (run: Locked) => {
  readonly set: UpdateObject<Schema, 'runs'>;
  readonly topic: OutboxTopic;
  readonly before?: typeof withdrawWork;
} | null;

/** Runs of many sources: the life that a generation has not. */
export class CohortsRepository {
  constructor(private readonly database: TenantDatabase) {}

  find(tenantId: TenantId, runId: RunId): Promise<CohortRow | null> {
    return this.database.asTenant(
      tenantId,
      async (trx) => (await cohortsOf(trx, tenantId).where('id', '=', runId).executeTakeFirst()) ?? null,
    );
  }

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: Page<RunId>): Promise<CohortRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      cohortsOf(trx, tenantId)
        .$if(after !== undefined, (query) => query.where('id', '<', after as RunId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  /** No ticket of it is begun from now on; what workers have in hand is still made. One that is over stays as it is. */
  pause(tenantId: TenantId, runId: RunId): Promise<CohortRow | null> {
    return this.change(tenantId, runId, ({ status, paused }) =>
      isTerminal(status) || paused ? null : { set: { paused: true }, topic: 'run.paused', before: withdrawWork },
    );
  }

  /** It goes on, and beyond its preview. One that is over stays as it is. */
  resume(tenantId: TenantId, runId: RunId): Promise<CohortRow | null> {
    return this.change(tenantId, runId, ({ status, paused, holdAt }) =>
      isTerminal(status) || !(paused || holdAt !== null)
        ? null
        : { set: { paused: false, holdAt: null }, topic: 'run.resumed' },
    );
  }

  /**
   * Samples up to `samples` in all, of the same spec. A cohort that has ended goes on; one that was cancelled, or has as many,
   * stays as it is.
   */
  extend(tenantId: TenantId, runId: RunId, samples: number): Promise<CohortRow | null> {
    const spec = sql<string>`jsonb_set(spec, '{samples}', to_jsonb(${samples}::integer))`;
    return this.change(tenantId, runId, ({ status, samplesTotal }) => {
      if (status === 'cancelled' || samples <= samplesTotal) return null;
      const again = isTerminal(status) ? ({ status: 'running', finishedAt: null } as const) : {};
      return { set: { samplesTotal: samples, spec, ...again }, topic: 'run.extended' };
    });
  }

  /** How fast it is: tickets go out by index, so the newest samples lie before `nextIndex`. Null before there are any. */
  pace(
    tenantId: TenantId,
    { id, nextIndex, shelf }: Pick<CohortRow, 'id' | 'nextIndex' | 'shelf'>,
  ): Promise<RunPace | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      const { rows } = await sql<RunPace>`
        select count(*)::integer as samples, extract(epoch from now() - min(created_at))::double precision as seconds
        from (
          select created_at from samples where shelf = ${shelf} and run_id = ${id} and tenant_id = ${tenantId} and index < ${nextIndex}
          order by index desc limit ${paceSamples}
        ) as newest`.execute(trx);
      const [pace] = rows;
      return pace && pace.samples > 0 ? pace : null;
    });
  }

  /** Takes the run's lock, as everybody who changes it. @returns the cohort as it is now; null when the tenant has none */
  private async change(tenantId: TenantId, runId: RunId, change: Change): Promise<CohortRow | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      const run = await trx
        .selectFrom('runs')
        .select(['status', 'paused', 'holdAt', 'samplesTotal'])
        .where('tenantId', '=', tenantId)
        .where('id', '=', runId)
        .where('kind', '=', 'cohort')
        .where(livingRun)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (!run) return null;
      const changed = change(run);
      if (changed) {
        await changed.before?.(trx, runId);
        await trx.updateTable('runs').set(changed.set).where('id', '=', runId).execute();
        const payload = JSON.stringify({ runId });
        await trx.insertInto('outbox').values({ tenantId, topic: changed.topic, payload }).execute();
      }
      return cohortsOf(trx, tenantId).where('id', '=', runId).executeTakeFirstOrThrow();
    });
  }
}

const cohortsOf = (trx: Transaction<Schema>, tenantId: TenantId) =>
  trx
    .selectFrom('runs')
    .select(runHeadColumns)
    .select(specWithoutSources)
    .where('tenantId', '=', tenantId)
    .where('kind', '=', 'cohort')
    .where(livingRun);
