import {
  EchoError,
  fieldError,
  isTerminal,
  meanFrames,
  newRunId,
  type Lane,
  type RunId,
  type RunKind,
  type RunSpec,
  type RunStatus,
  type TenantId,
} from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type CohortSummary, type Labels, type StoredError } from '../database/stored-values.js';
import { claimUpload } from '../uploads/uploads.repository.js';
import { commonShelf, ownShelfSamples } from '../shelves/shelves.repository.js';
import { livingRun } from '../retention/living-run.js';
import { type Page } from './page.js';
import { type OutboxTopic } from '../database/schema.js';
import { withdrawWork } from '../dispatch/withdraw-work.js';

/** How a run lives, beside what its samples are. */
export interface RunLife {
  readonly name: string | null;
  readonly labels: Labels;
  /** Samples that go first, in the interactive lane. */
  readonly preview: number;
  /** The first sample that waits until somebody resumes the run; null when none does. */
  readonly holdAt: number | null;
  /** When its owner wants it to be over. */
  readonly deadline: Date | null;
  /** How long after its end it is deleted; null as its tenant has it. */
  readonly expiresAfterSeconds: number | null;
  /** Of a cohort. */
  readonly summary: CohortSummary | null;
}

export interface RunRow extends RunLife {
  readonly id: RunId;
  readonly tenantId: TenantId;
  readonly kind: RunKind;
  /** Where its next tickets go. */
  readonly lane: Lane;
  /** Where they go once the preview is dispatched; null from then on. */
  readonly laneAfterPreview: Lane | null;
  readonly paused: boolean;
  readonly spec: RunSpec;
  /** Of the bundle that the run is pinned to. */
  readonly fingerprint: string;
  readonly status: RunStatus;
  readonly samplesTotal: number;
  /** The first sample that no ticket holds yet. */
  readonly nextIndex: number;
  /** Where its samples are stored; null before a large run has got a place of its own. */
  readonly shelf: number | null;
  readonly succeeded: number;
  /** Of the succeeded, those of which both readings lie within tolerance. */
  readonly accepted: number;
  readonly failed: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The error of the first sample that failed. */
  readonly error: StoredError | null;
}

/** A run without its spec, which may be large. */
export type RunHead = Omit<RunRow, 'spec'>;

/** Every column but the spec. */
export const runHeadColumns = [
  ...(['id', 'tenantId', 'kind', 'name', 'labels', 'lane', 'preview', 'laneAfterPreview', 'holdAt'] as const),
  ...(['paused', 'deadline', 'expiresAfterSeconds', 'summary', 'fingerprint', 'status', 'samplesTotal'] as const),
  ...([
    'nextIndex',
    'shelf',
    'succeeded',
    'accepted',
    'failed',
    'createdAt',
    'startedAt',
    'finishedAt',
    'error',
  ] as const),
] as const;

/** The items of a run that is to be: stored under this id, so many bytes. */
export interface ItemUpload {
  readonly runId: RunId;
  readonly bytes: number;
}

export interface NewRun {
  readonly lane: Lane;
  readonly spec: RunSpec;
  readonly life?: RunLife;
  /** Of a cohort that was uploaded: it becomes the run that its items were stored for. */
  readonly upload?: ItemUpload;
}

/** Of a run that nobody has said anything special of. */
export const plainLife: RunLife = {
  ...{ name: null, labels: {}, preview: 0, holdAt: null },
  ...{ deadline: null, expiresAfterSeconds: null, summary: null },
};

const kindOf = ({ version }: RunSpec): RunKind => (version === 1 ? 'generation' : 'cohort');

/** What there is to say of a new run, by the columns' names. */
const columnsOf = ({ lane, spec, life = plainLife }: NewRun) => ({
  kind: kindOf(spec),
  lane: life.preview > 0 ? ('interactive' as const) : lane,
  lane_after_preview: life.preview > 0 ? lane : null,
  ...{ preview: life.preview, hold_at: life.holdAt, deadline: life.deadline },
  ...{ expires_after_seconds: life.expiresAfterSeconds, name: life.name, frames: meanFrames(spec) },
  ...{ samples_total: spec.samples, labels: life.labels, summary: life.summary, spec },
});

export interface Idempotency {
  /** The caller's Idempotency-Key. */
  readonly key: string;
  readonly bodySha256: string;
}

export class RunsRepository {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Stores a run, its idempotency key and its outbox row in one statement, so one round trip. An upload's row goes with it.
   * @returns the run that the key made before, when the key was used with the same body
   * @throws EchoError `idempotency-mismatch` when it was used with another body
   */
  async create(
    tenantId: TenantId,
    run: NewRun,
    idempotency?: Idempotency,
  ): Promise<{ run: RunRow; replayed: boolean }> {
    const created = await this.insert(tenantId, run, idempotency);
    if (created) return { run: created, replayed: false };
    const earlier = (await this.findByKey(tenantId, idempotency as Idempotency)) as RunRow;
    return { run: earlier, replayed: true };
  }

  /**
   * The run that an idempotency key made; null when it made none yet.
   * @throws EchoError `idempotency-mismatch` when it was for another body, `not-found` when the run was deleted: a request that
   * comes twice does not make anew what somebody wanted gone
   */
  async findByKey(tenantId: TenantId, { key, bodySha256 }: Idempotency): Promise<RunRow | null> {
    const found = await this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('idempotencyKeys as keys')
        .leftJoin('runs', (join) => join.onRef('runs.id', '=', 'keys.runId').on(livingRun))
        .selectAll('runs')
        .select(['keys.bodySha256', 'keys.runId'])
        .where('keys.tenantId', '=', tenantId)
        .where('keys.key', '=', key)
        .executeTakeFirst(),
    );
    if (found === undefined) return null;
    const { bodySha256: stored, runId, ...run } = found;
    if (stored !== bodySha256)
      throw fieldError('idempotency-mismatch', 'Idempotency-Key', 'expected a new key for another request body');
    if (run.id === null) throw new EchoError('not-found', `What this Idempotency-Key made was deleted: ${runId}`);
    return run as RunRow;
  }

  /** @param kind which it must be; any when left out */
  async find(tenantId: TenantId, runId: RunId, kind?: RunKind): Promise<RunRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('runs')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where('id', '=', runId)
        .where(livingRun)
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind as RunKind))
        .executeTakeFirst(),
    );
    return row ?? null;
  }

  /** A run without its spec. */
  async findHead(tenantId: TenantId, runId: RunId): Promise<RunHead | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('runs')
        .select(runHeadColumns)
        .where('tenantId', '=', tenantId)
        .where('id', '=', runId)
        .where(livingRun)
        .executeTakeFirst(),
    );
    return row ?? null;
  }

  /** Generations, newest first. */
  list(tenantId: TenantId, { after, limit }: Page<RunId>): Promise<RunRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('runs')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where('kind', '=', 'generation')
        .where(livingRun)
        .$if(after !== undefined, (query) => query.where('id', '<', after as RunId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  /**
   * Cancels a run that is not over: its tickets go, so nothing more of it can be committed. A run that is over stays
   * as it is. Locks are taken as everywhere: the run, then its tickets.
   * @returns the run as it is now; null when the tenant has no such run of that kind
   */
  cancel(tenantId: TenantId, runId: RunId, kind?: RunKind): Promise<RunRow | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      const run = await trx
        .selectFrom('runs')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where('id', '=', runId)
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind as RunKind))
        .where(livingRun)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (!run || isTerminal(run.status)) return run ?? null;
      await trx.selectFrom('tickets').select('id').where('runId', '=', runId).orderBy('id').forUpdate().execute();
      await withdrawWork(trx, runId);
      await trx.deleteFrom('tickets').where('runId', '=', runId).execute();
      const payload = JSON.stringify({ runId });
      await trx.insertInto('outbox').values({ tenantId, topic: 'run.cancelled', payload }).execute();
      return trx
        .updateTable('runs')
        .set({ status: 'cancelled', finishedAt: sql`now()`, leftovers: true })
        .where('id', '=', runId)
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  /** Nothing when the idempotency key is taken. A key that another transaction is storing right now is waited for. */
  private async insert(tenantId: TenantId, run: NewRun, idempotency?: Idempotency): Promise<RunRow | null> {
    const id = run.upload?.runId ?? newRunId();
    const topic: OutboxTopic = 'run.created';
    const taken = idempotency
      ? sql`insert into idempotency_keys (tenant_id, key, body_sha256, run_id)
          values (${tenantId}, ${idempotency.key}, ${idempotency.bodySha256}, ${id})
          on conflict (tenant_id, key) do nothing returning run_id`
      : sql`select ${id}::text as run_id`;
    const statement = sql<RunRow>`
      with claim as (${taken}),
      run as (
        insert into runs (id, tenant_id, status, kind, lane, lane_after_preview, preview, hold_at, deadline,
          expires_after_seconds, name, frames, samples_total, shelf, labels, summary, spec)
        select run_id, ${tenantId}, 'queued', kind, lane, lane_after_preview, preview, hold_at, deadline,
          coalesce(expires_after_seconds, (select expires_after_seconds from tenants where id = ${tenantId})),
          name, frames, samples_total, case when samples_total < ${ownShelfSamples}::integer then ${commonShelf}::integer end,
          labels, summary, spec
        from claim, json_to_record(${JSON.stringify(columnsOf(run))}::json) as new (
          kind text, lane text, lane_after_preview text, preview integer, hold_at integer, deadline timestamptz,
          expires_after_seconds integer, name text, frames double precision, samples_total integer, labels jsonb,
          summary jsonb, spec jsonb)
        returning *
      ),
      event as (
        insert into outbox (tenant_id, topic, payload)
        select tenant_id, ${topic}, jsonb_build_object('runId', id) from run
      )
      select * from run`;
    return this.database.asTenant(tenantId, async (trx) => {
      const [row] = (await statement.execute(trx)).rows;
      if (row && run.upload) {
        await claimUpload(trx, tenantId, row.id);
        await trx.insertInto('usageEntries').values({ tenantId, uploads: 1, bytes: run.upload.bytes }).execute();
      }
      return row ?? null;
    });
  }
}
