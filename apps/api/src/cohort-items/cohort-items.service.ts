import { createHash } from 'node:crypto';
import { type FileHandle } from 'node:fs/promises';
import { unlinkedFile } from '@echocohort/media';
import { CohortSourcesRepository, type Idempotency, RunsRepository } from '@echocohort/platform';
import { type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CohortEstimates } from '../cohort-plan/cohort-estimates.service.js';
import { type CohortEstimate } from '../cohort-plan/estimate.schema.js';
import { type CreatedCohort, CohortsService } from '../cohorts/cohorts.service.js';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { parseInput } from '../http/input.pipe.js';
import { ModelsService } from '../models/models.service.js';
import { type ApiOptions, type OfferedBundle, PARTS } from '../parts.js';
import { idempotencyOf } from '../runs/idempotency.js';
import { checkFrames } from '../runs/check-source.js';
import { Quota } from '../tenants/quota.js';
import { chunksOf } from '../uploads/file-chunks.js';
import { jsonOf } from '../uploads/json-field.js';
import { announcedBytes, receiveUpload, type ReceivedFile } from '../uploads/receive-upload.js';
import { UploadAdmission } from '../uploads/upload-admission.js';
import { UploadSlots } from '../uploads/upload-slots.js';
import { type FindClips } from './item-sources.js';
import { type ItemsCohort, itemsCohortSchema, itemsForm } from './items.schema.js';
import { planItems } from './plan-items.js';
import { readItems, type ReadItems } from './read-items.js';
import { StoredItems } from './stored-items.js';

type Answer = CreatedCohort | CohortEstimate;

/** Beside everything else that this process does; each takes some 40 MB of it. */
const readAtOnce = 2;

const sha256Of = async (file: FileHandle): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(file)) hash.update(chunk);
  return hash.digest('hex');
};

/** Makes cohorts of uploads that name their samples one by one. */
@Injectable()
export class CohortItemsService {
  readonly #slots = new UploadSlots(readAtOnce);

  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(UploadAdmission) private readonly admission: UploadAdmission,
    @Inject(Quota) private readonly quota: Quota,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(CohortSourcesRepository) private readonly sources: CohortSourcesRepository,
    @Inject(ModelsService) private readonly models: ModelsService,
    @Inject(StoredItems) private readonly items: StoredItems,
    @Inject(CohortEstimates) private readonly estimates: CohortEstimates,
    @Inject(CohortsService) private readonly cohorts: CohortsService,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
  ) {}

  /** Receives an upload and makes its cohort, or says what it would come to. Nothing is left of one that is refused. */
  async receive(tenantId: TenantId, request: Request, response: Response, key: string | undefined): Promise<Answer> {
    const expected = { form: itemsForm, maxBytes: this.parts.config.uploadMaxBytes };
    const announced = announcedBytes(request, expected);
    const { uploadsAtOnce } = await this.quota.caps(tenantId);
    await this.quota.assertMayStore(tenantId);
    const leave = this.admission.admit(tenantId, announced, uploadsAtOnce);
    try {
      const upload = await receiveUpload(request, response, expected);
      return await this.#answer(tenantId, upload, key).finally(() => upload.handle.close());
    } finally {
      leave();
    }
  }

  async #answer(tenantId: TenantId, { handle, fields }: ReceivedFile, key: string | undefined): Promise<Answer> {
    const body: unknown = jsonOf('cohort', fields['cohort'] ?? '{}');
    const idempotency = key === undefined ? undefined : await this.#idempotencyOf(key, body, handle);
    // A repeated request gets its answer, whatever has changed since about what is allowed.
    const earlier = idempotency && (await this.runs.findByKey(tenantId, idempotency));
    if (earlier) return { cohort: await this.cohorts.detailOf(earlier), replayed: true };
    const request = parseInput(itemsCohortSchema, body, 'cohort');
    return this.#slots.run(tenantId, async () => {
      const object = await unlinkedFile();
      try {
        return await this.#make(tenantId, request, { upload: handle, object }, idempotency);
      } finally {
        await object.close();
      }
    });
  }

  async #idempotencyOf(key: string, cohort: unknown, upload: FileHandle): Promise<Idempotency> {
    return idempotencyOf('POST /v1/cohorts', key, { cohort, items: await sha256Of(upload) });
  }

  async #make(
    tenantId: TenantId,
    request: ItemsCohort,
    files: { readonly upload: FileHandle; readonly object: FileHandle },
    idempotency: Idempotency | undefined,
  ): Promise<Answer> {
    const bundle = this.models.resolve(request.model);
    const read = await this.#read(tenantId, request, bundle, files);
    const planned = planItems(request, bundle, read);
    if (request.dryRun) return this.estimates.of(tenantId, bundle, planned, read.targets.histogram(read.samples));
    await this.quota.assertMayQueue(tenantId, read.samples);
    const stored = { file: files.object, written: read.written };
    const { run, replayed } = await this.items.create(tenantId, planned, stored, idempotency);
    this.bell.ring();
    return { cohort: await this.cohorts.detailOf(run), replayed };
  }

  #read(
    tenantId: TenantId,
    { frames, onUnreadable }: ItemsCohort,
    { manifest, fingerprint }: OfferedBundle,
    files: { readonly upload: FileHandle; readonly object: FileHandle },
  ): Promise<ReadItems> {
    const length = frames ?? manifest.maxFrames;
    checkFrames(length, manifest);
    const find: FindClips = (clipIds) => this.sources.find(tenantId, clipIds, fingerprint);
    return readItems({ ...files, manifest, frames: length, onUnreadable, find });
  }
}
