import { createHash } from 'node:crypto';
import { contactSheet, encodeNpy, readClip } from '@echocohort/media';
import { type ClipRow, ClipsRepository, storageKeys } from '@echocohort/platform';
import { type ClipId, EchoError, fieldError, newClipId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { cutPage } from '../http/page.schema.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { type ClipPage, type ClipPageQuery, type ClipView } from './clips.schema.js';
import { DecodeSlots } from './decode-slots.js';
import { type ReceivedFile } from './receive-upload.js';

const viewOf = (row: ClipRow): ClipView => {
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
  ) {
    this.#slots = new DecodeSlots(parts.config.decodeConcurrency, parts.config.decodeWaitingMax);
  }

  /** Decodes an uploaded file and stores its frames, its contact sheet and its row, in this order. */
  store(tenantId: TenantId, file: ReceivedFile): Promise<ClipView> {
    return this.#slots.run(async () => {
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
      return viewOf(await this.clips.insert(tenantId, { id, originalName: file.originalName, ...facts }));
    });
  }

  async list(tenantId: TenantId, { after, limit }: ClipPageQuery): Promise<ClipPage> {
    const rows = await this.clips.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, viewOf, ({ id }) => id);
  }

  async get(tenantId: TenantId, clipId: ClipId): Promise<ClipView> {
    return viewOf(await this.#row(tenantId, clipId));
  }

  async sheet(tenantId: TenantId, clipId: ClipId): Promise<Uint8Array> {
    return this.parts.storage.get((await this.#row(tenantId, clipId)).sheetKey);
  }

  /** The clip that a request names in its field `clipId`. */
  async named(tenantId: TenantId, clipId: ClipId): Promise<ClipRow> {
    const row = await this.clips.find(tenantId, clipId);
    if (row === null) throw fieldError('not-found', 'clipId', 'expected the id of a clip that was uploaded');
    return row;
  }

  async #row(tenantId: TenantId, clipId: ClipId): Promise<ClipRow> {
    const row = await this.clips.find(tenantId, clipId);
    if (row === null) throw new EchoError('not-found', `There is no clip ${clipId}`);
    return row;
  }
}
