import {
  fieldError,
  isTerminal,
  newRunId,
  type Lane,
  type RunId,
  type RunSpec,
  type RunStatus,
  type TenantId,
} from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type StoredError } from '../database/stored-values.js';
import { type Page } from './page.js';
import { type OutboxTopic } from '../database/schema.js';

export interface RunRow {
  readonly id: RunId;
  readonly tenantId: TenantId;
  readonly lane: Lane;
  readonly spec: RunSpec;
  /** Of the bundle that the run is pinned to. */
  readonly fingerprint: string;
  readonly status: RunStatus;
  readonly samplesTotal: number;
  /** The first sample that no ticket holds yet. */
  readonly nextIndex: number;
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

export interface NewRun {
  readonly lane: Lane;
  readonly spec: RunSpec;
}

export interface Idempotency {
  /** The caller's Idempotency-Key. */
  readonly key: string;
  readonly bodySha256: string;
}

export class RunsRepository {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Stores a run, its idempotency key and its outbox row in one statement, so one round trip.
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
   * @throws EchoError `idempotency-mismatch` when it was for another body
   */
  async findByKey(tenantId: TenantId, { key, bodySha256 }: Idempotency): Promise<RunRow | null> {
    const found = await this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('idempotencyKeys as keys')
        .innerJoin('runs', 'runs.id', 'keys.runId')
        .selectAll('runs')
        .select('keys.bodySha256')
        .where('keys.tenantId', '=', tenantId)
        .where('keys.key', '=', key)
        .executeTakeFirst(),
    );
    if (found === undefined) return null;
    const { bodySha256: stored, ...run } = found;
    if (stored !== bodySha256)
      throw fieldError('idempotency-mismatch', 'Idempotency-Key', 'expected a new key for another request body');
    return run;
  }

  async find(tenantId: TenantId, runId: RunId): Promise<RunRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx.selectFrom('runs').selectAll().where('tenantId', '=', tenantId).where('id', '=', runId).executeTakeFirst(),
    );
    return row ?? null;
  }

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: Page<RunId>): Promise<RunRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('runs')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .$if(after !== undefined, (query) => query.where('id', '<', after as RunId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  /**
   * Cancels a run that is not over: its tickets go, so nothing more of it can be committed. A run that is over stays
   * as it is. Locks are taken as everywhere: the run, then its tickets.
   * @returns the run as it is now; null when the tenant has no such run
   */
  cancel(tenantId: TenantId, runId: RunId): Promise<RunRow | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      const run = await trx
        .selectFrom('runs')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where('id', '=', runId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (!run || isTerminal(run.status)) return run ?? null;
      await trx.selectFrom('tickets').select('id').where('runId', '=', runId).orderBy('id').forUpdate().execute();
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
  private async insert(tenantId: TenantId, { lane, spec }: NewRun, idempotency?: Idempotency): Promise<RunRow | null> {
    const id = newRunId();
    const topic: OutboxTopic = 'run.created';
    const taken = idempotency
      ? sql`insert into idempotency_keys (tenant_id, key, body_sha256, run_id)
          values (${tenantId}, ${idempotency.key}, ${idempotency.bodySha256}, ${id})
          on conflict (tenant_id, key) do nothing returning run_id`
      : sql`select ${id}::text as run_id`;
    const statement = sql<RunRow>`
      with claim as (${taken}),
      run as (
        insert into runs (id, tenant_id, lane, spec, status, samples_total, frames)
        select run_id, ${tenantId}, ${lane}, ${JSON.stringify(spec)}::jsonb, 'queued', ${spec.samples}::integer,
          ${spec.frames}::real
        from claim
        returning *
      ),
      event as (
        insert into outbox (tenant_id, topic, payload)
        select tenant_id, ${topic}, jsonb_build_object('runId', id) from run
      )
      select * from run`;
    const { rows } = await this.database.asTenant(tenantId, (trx) => statement.execute(trx));
    return rows[0] ?? null;
  }
}
