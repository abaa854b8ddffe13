import { type ClipReadingRow, ClipReadingsRepository, type ClipRow, ClipsRepository } from '@echocohort/platform';
import { type ClipId, EchoError, fieldError, type ReadingFacts, readsClips, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { changedLabels, labelsMax, labelsSchema } from '../http/labels.schema.js';
import { cutPage } from '../http/page.schema.js';
import { storedBytes } from '../http/stored-bytes.js';
import { ModelsService } from '../models/models.service.js';
import { type ApiOptions, type OfferedBundle, PARTS } from '../parts.js';
import { jsonField } from '../uploads/json-field.js';
import { closedOnError, type ReceivedFile } from '../uploads/receive-upload.js';
import { ClipFiles } from './clip-files.js';
import {
  type ChangeClip,
  type ClipDetail,
  type ClipPage,
  type ClipPageQuery,
  type ClipQuery,
  type ClipView,
} from './clips.schema.js';
import { readingSummary, readingView } from './reading.view.js';

const factsOf = (row: ClipRow): Omit<ClipView, 'reading'> => {
  const { id, originalName, labels, format, frames, height, width, framesPerSecond } = row;
  const { sector, view, sha256, createdAt } = row;
  return {
    ...{ id, originalName, labels: { ...labels }, format, frames, height, width, framesPerSecond },
    sector: { x: sector.x, y: sector.y, width: sector.width, height: sector.height, coverage: sector.coverage },
    view: { x: view.x, y: view.y, width: view.width, height: view.height },
    sha256,
    createdAt: createdAt.toISOString(),
    links: { self: `/v1/clips/${id}`, contactSheet: `/v1/clips/${id}/contact-sheet` },
  };
};

const missing = (clipId: ClipId): EchoError => new EchoError('not-found', `There is no clip ${clipId}`);

const uploadLabelsSchema = labelsSchema.default({});

@Injectable()
export class ClipsService {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsRepository) private readonly clips: ClipsRepository,
    @Inject(ClipFiles) private readonly files: ClipFiles,
    @Inject(ClipReadingsRepository) private readonly readings: ClipReadingsRepository,
    @Inject(ModelsService) private readonly models: ModelsService,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
  ) {}

  /**
   * Decodes an uploaded file and stores its frames, its contact sheet and its row, in this order; the file is gone then. It
   * is read in the background, by each model that reads clips.
   */
  async store(tenantId: TenantId, file: ReceivedFile): Promise<ClipDetail> {
    const readers = this.parts.bundles.filter(({ manifest }) => readsClips(manifest));
    const fingerprints = readers.map(({ fingerprint }) => fingerprint);
    const { originalName } = file;
    const labels = await closedOnError(file, () => jsonField(file, 'labels', uploadLabelsSchema));
    const row = await this.files.store(tenantId, file, (clip) =>
      this.clips.insert(tenantId, { ...clip, originalName, labels }, fingerprints, { isUpload: true }),
    );
    this.bell.ring();
    return this.#detail(row, this.models.resolve(undefined));
  }

  async list(tenantId: TenantId, { after, limit, model, label }: ClipPageQuery): Promise<ClipPage> {
    const bundle = this.models.resolve(model);
    const rows = await this.clips.list(tenantId, { after, limit: limit + 1 }, label);
    const readings = await this.#readings(tenantId, rows, bundle);
    const view = (row: ClipRow): ClipView => ({
      ...factsOf(row),
      reading: readsClips(bundle.manifest) ? readingSummary(bundle, readings.get(row.id)) : null,
    });
    return cutPage(rows, limit, view, ({ id }) => id);
  }

  async get(tenantId: TenantId, clipId: ClipId, { model }: ClipQuery): Promise<ClipDetail> {
    const bundle = this.models.resolve(model);
    return this.#detail(await this.#row(tenantId, clipId), bundle);
  }

  async change(tenantId: TenantId, clipId: ClipId, change: ChangeClip, { model }: ClipQuery): Promise<ClipDetail> {
    const bundle = this.models.resolve(model);
    const row = await this.clips.changeLabels(tenantId, clipId, (labels) => {
      const changed = changedLabels(labels, change.labels);
      if (Object.keys(changed).length <= labelsMax) return changed;
      throw fieldError('invalid-request', 'labels', `expected at most ${labelsMax} labels in all`);
    });
    if (row === null) throw missing(clipId);
    return this.#detail(row, bundle);
  }

  /** With outlines once they are drawn. */
  async sheet(tenantId: TenantId, clipId: ClipId, { model }: ClipQuery): Promise<Uint8Array> {
    const bundle = this.models.resolve(model);
    const row = await this.#row(tenantId, clipId);
    const reading = (await this.#readings(tenantId, [row], bundle)).get(clipId);
    return storedBytes(this.parts, reading?.sheetKey ?? row.sheetKey);
  }

  /** The clip that a request names in its field `clipId`. */
  async named(tenantId: TenantId, clipId: ClipId): Promise<ClipRow> {
    const row = await this.clips.find(tenantId, clipId);
    if (row === null) throw fieldError('not-found', 'clipId', 'expected the id of a clip that was uploaded');
    return row;
  }

  /** What a bundle's readers see in a clip; null while that is not known. */
  async readingOf(clip: ClipRow, bundle: OfferedBundle): Promise<ReadingFacts | null> {
    return (await this.#readings(clip.tenantId, [clip], bundle)).get(clip.id)?.reading ?? null;
  }

  async #detail(row: ClipRow, bundle: OfferedBundle): Promise<ClipDetail> {
    const readings = await this.#readings(row.tenantId, [row], bundle);
    const reading = readsClips(bundle.manifest) ? readingView(bundle, readings.get(row.id)) : null;
    return { ...factsOf(row), reading };
  }

  async #readings(
    tenantId: TenantId,
    clips: readonly ClipRow[],
    { manifest, fingerprint }: OfferedBundle,
  ): Promise<Map<ClipId, ClipReadingRow>> {
    if (!readsClips(manifest)) return new Map();
    const ids = clips.map(({ id }) => id);
    return new Map((await this.readings.ofClips(tenantId, ids, fingerprint)).map((row) => [row.clipId, row]));
  }

  async #row(tenantId: TenantId, clipId: ClipId): Promise<ClipRow> {
    const row = await this.clips.find(tenantId, clipId);
    if (row === null) throw missing(clipId);
    return row;
  }
}
