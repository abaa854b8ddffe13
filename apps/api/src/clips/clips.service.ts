import { type ClipRow, ClipsRepository } from '@echocohort/platform';
import { type ClipId, EchoError, fieldError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { cutPage } from '../http/page.schema.js';
import { storedBytes } from '../http/stored-bytes.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { ClipFiles } from './clip-files.js';
import { type ClipPage, type ClipPageQuery, type ClipView } from './clips.schema.js';
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
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsRepository) private readonly clips: ClipsRepository,
    @Inject(ClipFiles) private readonly files: ClipFiles,
  ) {}

  /** Decodes an uploaded file and stores its frames, its contact sheet and its row, in this order. The file is gone then. */
  store(tenantId: TenantId, file: ReceivedFile): Promise<ClipView> {
    return this.files.store(tenantId, file, async ({ npyBytes: _, ...stored }) =>
      viewOf(await this.clips.insert(tenantId, { ...stored, originalName: file.originalName })),
    );
  }

  async list(tenantId: TenantId, { after, limit }: ClipPageQuery): Promise<ClipPage> {
    const rows = await this.clips.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, viewOf, ({ id }) => id);
  }

  async get(tenantId: TenantId, clipId: ClipId): Promise<ClipView> {
    return viewOf(await this.#row(tenantId, clipId));
  }

  async sheet(tenantId: TenantId, clipId: ClipId): Promise<Uint8Array> {
    return storedBytes(this.parts, (await this.#row(tenantId, clipId)).sheetKey);
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
