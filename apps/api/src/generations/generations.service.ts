import { plainLife, RunDeletionsRepository, type RunLife, type RunRow, RunsRepository } from '@echocohort/platform';
import { assertReadable, EchoError, limits, type RunId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { ClipsService } from '../clips/clips.service.js';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { parseBody } from '../http/input.pipe.js';
import { cutPage } from '../http/page.schema.js';
import { ModelsService } from '../models/models.service.js';
import { expirySeconds } from '../retention/expiry.js';
import { idempotencyOf } from '../runs/idempotency.js';
import { type SamplePage, type SamplePageQuery } from '../samples/samples.schema.js';
import { SamplesService } from '../samples/samples.service.js';
import { Quota } from '../tenants/quota.js';
import { generationView } from './generation.view.js';
import {
  type CreateGeneration,
  createGenerationSchema,
  type GenerationDetail,
  type GenerationPage,
  type GenerationPageQuery,
} from './generations.schema.js';
import { planRun } from './plan-run.js';

interface Created {
  readonly generation: GenerationDetail;
  readonly replayed: boolean;
}

const route = 'POST /v1/generations';

const lifeOf = ({ expiresAfter }: CreateGeneration): RunLife => ({
  ...plainLife,
  expiresAfterSeconds: expiresAfter === undefined ? null : expirySeconds(expiresAfter),
});

@Injectable()
export class GenerationsService {
  constructor(
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunDeletionsRepository) private readonly deletions: RunDeletionsRepository,
    @Inject(ModelsService) private readonly models: ModelsService,
    @Inject(ClipsService) private readonly clips: ClipsService,
    @Inject(SamplesService) private readonly samples: SamplesService,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
    @Inject(Quota) private readonly quota: Quota,
  ) {}

  /**
   * What the key made before, for the same body; null when it made nothing yet.
   * @throws EchoError `idempotency-mismatch` when it was for another body
   */
  async replay(tenantId: TenantId, key: string, body: unknown): Promise<Created | null> {
    const run = await this.runs.findByKey(tenantId, idempotencyOf(route, key, body));
    return run && { generation: await this.#detail(run), replayed: true };
  }

  /** Stores the request as a run. With a key that was used before, for the same body, it is that earlier run. */
  async create(tenantId: TenantId, body: unknown, key: string | undefined): Promise<Created> {
    const request = parseBody(createGenerationSchema, body);
    const bundle = this.models.resolve(request.model);
    const clip = request.clipId === undefined ? null : await this.clips.named(tenantId, request.clipId);
    const spec = planRun(request, bundle, clip);
    // A clip that is not read yet is judged when its samples are made: no request waits for a reading.
    const reading = clip && !request.allowUnmeasured ? await this.clips.readingOf(clip, bundle) : null;
    if (reading) assertReadable(reading, request.observedFrames, bundle.manifest);
    await this.quota.assertMayQueue(tenantId, spec.samples);
    const idempotency = key === undefined ? undefined : idempotencyOf(route, key, body);
    const { run, replayed } = await this.runs.create(
      tenantId,
      { lane: 'interactive', spec, life: lifeOf(request) },
      idempotency,
    );
    this.bell.ring();
    return { generation: await this.#detail(run), replayed };
  }

  async list(tenantId: TenantId, { after, limit }: GenerationPageQuery): Promise<GenerationPage> {
    const rows = await this.runs.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, generationView, ({ id }) => id);
  }

  async get(tenantId: TenantId, runId: RunId): Promise<GenerationDetail> {
    return this.#detail(await this.#run(tenantId, runId));
  }

  async samplesOf(tenantId: TenantId, runId: RunId, query: SamplePageQuery): Promise<SamplePage> {
    return this.samples.page(await this.#run(tenantId, runId), query);
  }

  /** Cancelling twice is fine; a run that ended otherwise cannot be cancelled any more. */
  async cancel(tenantId: TenantId, runId: RunId): Promise<GenerationDetail> {
    const run = await this.runs.cancel(tenantId, runId, 'generation');
    if (run === null) throw this.#missing(runId);
    if (run.status !== 'cancelled')
      throw new EchoError('conflict', `Generation ${runId} has ${run.status}: there is nothing left to cancel`);
    return this.#detail(run);
  }

  /** What it kept of workers goes to others. */
  async delete(tenantId: TenantId, runId: RunId): Promise<void> {
    if (!(await this.deletions.delete(tenantId, runId, 'generation'))) throw this.#missing(runId);
    this.bell.ring();
  }

  async #detail(run: RunRow): Promise<GenerationDetail> {
    return { ...generationView(run), samples: await this.samples.page(run, { limit: limits.samplesPerGenerationMax }) };
  }

  async #run(tenantId: TenantId, runId: RunId): Promise<RunRow> {
    const run = await this.runs.find(tenantId, runId, 'generation');
    if (run === null) throw this.#missing(runId);
    return run;
  }

  #missing(runId: RunId): EchoError {
    return new EchoError('not-found', `There is no generation ${runId}`);
  }
}
