import { createHash } from 'node:crypto';
import { contactSheet, encodeNpy, readClip } from '@echocohort/media';
import {
  type ClipReadingRow,
  ClipReadingsRepository,
  type ClipRow,
  ClipsRepository,
  storageKeys,
} from '@echocohort/platform';
import {
  type ClipId,
  EchoError,
  fieldError,
  newClipId,
  type ReadingFacts,
  readsClips,
  type TenantId,
} from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { cutPage } from '../http/page.schema.js';
import { ModelsService } from '../models/models.service.js';
import { type ApiOptions, type OfferedBundle, PARTS } from '../parts.js';
import { type ClipDetail, type ClipPage, type ClipPageQuery, type ClipQuery, type ClipView } from './clips.schema.js';
import { DecodeSlots } from './decode-slots.js';
import { readingSummary, readingView } from './reading.view.js';
import { type ReceivedFile } from './receive-upload.js';

const factsOf = (row: ClipRow): Omit<ClipView, 'reading'> => {
  const { id, originalName, format, frames, height, width, framesPerSecond, sector, view, sha256, createdAt } = row;
  return {
    id,
    originalName,
    format,
    frames,
    height,
    width,
    framesPerSecond,
    sector: { x: sector.x, y: sector.y, width: sector.width, height: sector.height, coverage: sector.coverage },
    view: { x: view.x, y: view.y, width: view.width, height: view.height },
    sha256,
    createdAt: createdAt.toISOString(),
    links: { self: `/v1/clips/${id}`, contactSheet: `/v1/clips/${id}/contact-sheet` },
  };
};

@Injectable()
export class ClipsService {
  readonly #slots: DecodeSlots;

  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsRepository) private readonly clips: ClipsRepository,
    @Inject(ClipReadingsRepository) private readonly readings: ClipReadingsRepository,
    @Inject(ModelsService) private readonly models: ModelsService,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
  ) {
    this.#slots = new DecodeSlots(parts.config.decodeConcurrency, parts.config.decodeWaitingMax);
  }

  /**
   * Decodes an uploaded file and stores its frames, its contact sheet and its row, in this order. It is read in the
   * background, by each model that reads clips.
   */
  async store(tenantId: TenantId, file: ReceivedFile): Promise<ClipDetail> {
    const row = await this.#slots.run(async () => {
      const { clip, format, sector, view } = await readClip(file.path, { originalName: file.originalName });
      const id = newClipId();
      const framesKey = storageKeys.clipFrames(tenantId, id);
      const sheetKey = storageKeys.clipSheet(tenantId, id);
      const npy = encodeNpy(clip);
      await this.parts.storage.put(framesKey, npy, { contentType: 'application/octet-stream' });
      await this.parts.storage.put(sheetKey, await contactSheet(clip, {}), { contentType: 'image/png' });
      const { frames, height, width, framesPerSecond } = clip;
      const sha256 = createHash('sha256').update(npy).digest('hex');
      const facts = { format, frames, height, width, framesPerSecond, sector, view, framesKey, sheetKey, sha256 };
      const readers = this.parts.bundles.filter(({ manifest }) => readsClips(manifest));
      const fingerprints = readers.map(({ fingerprint }) => fingerprint);
      return this.clips.insert(tenantId, { id, originalName: file.originalName, ...facts }, fingerprints);
    });
    this.bell.ring();
    return this.#detail(row, this.models.resolve(undefined));
  }

  async list(tenantId: TenantId, { after, limit, model }: ClipPageQuery): Promise<ClipPage> {
    const bundle = this.models.resolve(model);
    const rows = await this.clips.list(tenantId, { after, limit: limit + 1 });
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

  /** With outlines once they are drawn. */
  async sheet(tenantId: TenantId, clipId: ClipId, { model }: ClipQuery): Promise<Uint8Array> {
    const bundle = this.models.resolve(model);
    const row = await this.#row(tenantId, clipId);
    const reading = (await this.#readings(tenantId, [row], bundle)).get(clipId);
    return this.parts.storage.get(reading?.sheetKey ?? row.sheetKey);
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
    if (row === null) throw new EchoError('not-found', `There is no clip ${clipId}`);
    return row;
  }
}
