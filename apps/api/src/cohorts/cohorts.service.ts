import { Readable } from 'node:stream';
import {
  CohortSourcesRepository,
  type CohortRow,
  CohortsRepository,
  type RunRow,
  RunDeletionsRepository,
  RunsRepository,
  SampleSpecs,
  SamplesRepository,
} from '@echocohort/platform';
import { EchoError, fieldError, limits, type RunId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { parseBody } from '../http/input.pipe.js';
import { cutPage } from '../http/page.schema.js';
import { ModelsService } from '../models/models.service.js';
import { type OfferedBundle } from '../parts.js';
import { manifestParquet } from '../parquet/manifest-parquet.js';
import { idempotencyOf } from '../runs/idempotency.js';
import { type SamplePage, type SamplePageQuery } from '../samples/samples.schema.js';
import { SamplesService } from '../samples/samples.service.js';
import { Quota } from '../tenants/quota.js';
import { cohortView } from './cohort.view.js';
import {
  type CohortDetail,
  type CohortPage,
  type CohortPageQuery,
  type CohortSources,
  createCohortSchema,
  type ExtendCohort,
  type ManifestFormat,
} from './cohorts.schema.js';
import { CohortEstimates } from '../cohort-plan/cohort-estimates.service.js';
import { targetHistogram } from '../cohort-plan/estimate.js';
import { type CohortEstimate } from '../cohort-plan/estimate.schema.js';
import { manifestText } from './manifest.js';
import { planCohort } from '../cohort-plan/plan-cohort.js';

export interface CreatedCohort {
  readonly cohort: CohortDetail;
  readonly replayed: boolean;
}

const route = 'POST /v1/cohorts';

const round = (value: number): number => Number(value.toPrecision(4));

@Injectable()
export class CohortsService {
  constructor(
    @Inject(SampleSpecs) private readonly specs: SampleSpecs,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunDeletionsRepository) private readonly deletions: RunDeletionsRepository,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
    @Inject(CohortSourcesRepository) private readonly sources: CohortSourcesRepository,
    @Inject(CohortEstimates) private readonly estimates: CohortEstimates,
    @Inject(SamplesRepository) private readonly rows: SamplesRepository,
    @Inject(SamplesService) private readonly samples: SamplesService,
    @Inject(ModelsService) private readonly models: ModelsService,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
    @Inject(Quota) private readonly quota: Quota,
  ) {}

  /** What the key made before, for the same body; null when it made nothing yet. */
  async replay(tenantId: TenantId, key: string, body: unknown): Promise<CreatedCohort | null> {
    const run = await this.runs.findByKey(tenantId, idempotencyOf(route, key, body));
    return run && { cohort: await this.detailOf(run), replayed: true };
  }

  /** Stores the request as a run, or says what it would come to. With a key that was used before it is that earlier run. */
  async create(tenantId: TenantId, body: unknown, key: string | undefined): Promise<CreatedCohort | CohortEstimate> {
    const request = parseBody(createCohortSchema, body);
    const bundle = this.models.resolve(request.model);
    const facts = await this.#facts(tenantId, request.sources, bundle);
    const planned = planCohort(request, bundle, facts);
    if (request.dryRun) return this.estimates.of(tenantId, bundle, planned, targetHistogram(planned.spec));
    await this.quota.assertMayQueue(tenantId, planned.spec.samples);
    const idempotency = key === undefined ? undefined : idempotencyOf(route, key, body);
    const { run, replayed } = await this.runs.create(tenantId, planned, idempotency);
    this.bell.ring();
    return { cohort: await this.detailOf(run), replayed };
  }

  /** Whether a body is a request at all, for one whose sources are not known yet. @throws EchoError `invalid-request` */
  check(body: unknown): void {
    this.models.resolve(parseBody(createCohortSchema, body).model);
  }

  async list(tenantId: TenantId, { after, limit }: CohortPageQuery): Promise<CohortPage> {
    const rows = await this.cohorts.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, cohortView, ({ id }) => id);
  }

  async get(tenantId: TenantId, runId: RunId): Promise<CohortDetail> {
    return this.#detail(this.#found(runId, await this.cohorts.find(tenantId, runId)));
  }

  async samplesOf(tenantId: TenantId, runId: RunId, query: SamplePageQuery): Promise<SamplePage> {
    return this.samples.page(await this.#run(tenantId, runId), query);
  }

  /** Pausing twice is fine; a cohort that is over cannot be paused. */
  async pause(tenantId: TenantId, runId: RunId): Promise<CohortDetail> {
    const cohort = this.#found(runId, await this.cohorts.pause(tenantId, runId));
    if (cohort.finishedAt !== null) throw this.#conflict(cohort, 'there is nothing left to pause');
    return this.#detail(cohort);
  }

  async resume(tenantId: TenantId, runId: RunId): Promise<CohortDetail> {
    const cohort = this.#found(runId, await this.cohorts.resume(tenantId, runId));
    if (cohort.finishedAt !== null) throw this.#conflict(cohort, 'there is nothing left to resume');
    this.bell.ring();
    return this.#detail(cohort);
  }

  /** Cancelling twice is fine; a cohort that ended otherwise cannot be cancelled any more. */
  async cancel(tenantId: TenantId, runId: RunId): Promise<CohortDetail> {
    const cohort = this.#found(runId, await this.runs.cancel(tenantId, runId, 'cohort'));
    if (cohort.status !== 'cancelled') throw this.#conflict(cohort, 'there is nothing left to cancel');
    return this.detailOf(cohort);
  }

  /** What it kept of workers goes to others. */
  async delete(tenantId: TenantId, runId: RunId): Promise<void> {
    if (!(await this.deletions.delete(tenantId, runId, 'cohort'))) this.#found(runId, null);
    this.bell.ring();
  }

  /** Asked for what it has already, it stays as it is: the same request may come twice. */
  async extend(tenantId: TenantId, runId: RunId, request: ExtendCohort): Promise<CohortDetail> {
    const before = this.#found(runId, await this.cohorts.find(tenantId, runId));
    if (before.spec.version === 3) throw new EchoError('conflict', `Cohort ${runId} has the items that were uploaded`);
    const samples = request.samples ?? (request.replicates ?? 0) * (before.summary?.arms ?? 1);
    const field = request.samples === undefined ? 'replicates' : 'samples';
    if (samples > limits.samplesPerCohortMax)
      throw fieldError(
        'invalid-request',
        field,
        `expected at most ${limits.samplesPerCohortMax} samples, these are ${samples}`,
      );
    if (samples < before.samplesTotal)
      throw fieldError('invalid-request', field, `expected at least the ${before.samplesTotal} samples that it has`);
    await this.quota.assertMayQueue(tenantId, samples - before.samplesTotal);
    const cohort = this.#found(runId, await this.cohorts.extend(tenantId, runId, samples));
    if (cohort.status === 'cancelled') throw this.#conflict(cohort, 'it cannot go on');
    this.bell.ring();
    return this.#detail(cohort);
  }

  /** What is made of a cohort so far, as a stream. */
  async manifest(tenantId: TenantId, runId: RunId, format: ManifestFormat): Promise<Readable> {
    const run = await this.#run(tenantId, runId);
    const rows = (after: number | undefined, limit: number) => this.rows.list(tenantId, run, { after, limit });
    const specs = (indices: readonly number[]) => this.specs.of(run, indices);
    const text = manifestText(run, format === 'csv' ? 'csv' : 'jsonl', { rows, specs });
    return Readable.from(format === 'parquet' ? manifestParquet(text) : text, { objectMode: false });
  }

  /** Of one clip more than a cohort may have: enough to see that labels select too many. */
  #facts(tenantId: TenantId, sources: CohortSources | undefined, { fingerprint }: OfferedBundle) {
    const { clipIds = [], labels } = sources ?? {};
    return labels
      ? this.sources.select(tenantId, labels, fingerprint, limits.sourcesPerCohortMax + 1)
      : this.sources.find(tenantId, clipIds, fingerprint);
  }

  /** A run that is a cohort, with its sources or without. */
  detailOf(run: RunRow): Promise<CohortDetail> {
    return this.#detail(run as CohortRow);
  }

  async #detail(cohort: CohortRow): Promise<CohortDetail> {
    const pace = cohort.finishedAt === null ? await this.cohorts.pace(cohort.tenantId, cohort) : null;
    const view = cohortView(cohort);
    const samplesPerSecond = pace && pace.seconds > 0 ? round(pace.samples / pace.seconds) : null;
    const isMoving = samplesPerSecond !== null && view.status !== 'paused';
    const leftMs = isMoving ? (1_000 * view.counts.pending) / samplesPerSecond : null;
    const expectedEnd = leftMs === null ? null : new Date(Date.now() + leftMs).toISOString();
    return { ...view, progress: { samplesPerSecond, expectedEnd } };
  }

  async #run(tenantId: TenantId, runId: RunId): Promise<RunRow> {
    return this.#found(runId, await this.runs.find(tenantId, runId, 'cohort'));
  }

  #found<T>(runId: RunId, cohort: T | null): T {
    if (cohort === null) throw new EchoError('not-found', `There is no cohort ${runId}`);
    return cohort;
  }

  #conflict({ id, status }: CohortRow | RunRow, consequence: string): EchoError {
    return new EchoError('conflict', `Cohort ${id} has ${status}: ${consequence}`);
  }
}
