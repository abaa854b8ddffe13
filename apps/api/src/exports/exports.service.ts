import { type ExportPart, type ExportRow, ExportsRepository } from '@echocohort/platform';
import { EchoError, type ExportId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { cutPage } from '../http/page.schema.js';
import { type ApiOptions, PARTS } from '../parts.js';
import {
  type ExportPage,
  type ExportPageQuery,
  type ExportPartPage,
  type ExportPartView,
  type ExportView,
  type PartPageQuery,
} from './exports.schema.js';

/** Where the exports of a tenant are asked for: by itself, or by who administers the platform. */
export type ExportsPath = '/v1/exports' | `/v1/tenants/${TenantId}/exports`;
/** A signed URL as the caller reaches it. */
export type Reach = (url: string) => string;

@Injectable()
export class ExportsService {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ExportsRepository) private readonly exports: ExportsRepository,
  ) {}

  async request(tenantId: TenantId, path: ExportsPath, reach: Reach): Promise<ExportView> {
    return this.#view(await this.exports.request(tenantId), path, reach);
  }

  async list(
    tenantId: TenantId,
    { after, limit }: ExportPageQuery,
    path: ExportsPath,
    reach: Reach,
  ): Promise<ExportPage> {
    const rows = await this.exports.list(tenantId, { after, limit: limit + 1 });
    const views = new Map<ExportId, ExportView>();
    for (const row of rows.slice(0, limit)) views.set(row.id, await this.#view(row, path, reach));
    return cutPage(
      rows,
      limit,
      ({ id }) => views.get(id) as ExportView,
      ({ id }) => id,
    );
  }

  async get(tenantId: TenantId, id: ExportId, path: ExportsPath, reach: Reach): Promise<ExportView> {
    return this.#view(await this.#found(tenantId, id), path, reach);
  }

  async partsOf(
    tenantId: TenantId,
    id: ExportId,
    { after, limit }: PartPageQuery,
    reach: Reach,
  ): Promise<ExportPartPage> {
    await this.#found(tenantId, id);
    const rows = await this.exports.parts(tenantId, id, { after, limit: limit + 1 });
    const items = await Promise.all(rows.slice(0, limit).map((row) => this.#partView(row, reach)));
    return { items, next: rows.length > limit ? String(items.at(-1)?.number) : null };
  }

  async #found(tenantId: TenantId, id: ExportId): Promise<ExportRow> {
    const row = await this.exports.find(tenantId, id);
    if (row === null) throw new EchoError('not-found', `There is no export ${id}`);
    return row;
  }

  async #view(row: ExportRow, path: ExportsPath, reach: Reach): Promise<ExportView> {
    const { id, tenantId, requestedAt, finishedAt, parts, rows, objects, objectBytes, indexKey } = row;
    const self = `${path}/${id}`;
    return {
      ...{ id, tenantId, status: finishedAt === null ? 'running' : 'finished', parts, rows, objects, objectBytes },
      requestedAt: requestedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      links: { self, parts: `${self}/parts`, index: indexKey && (await this.#signed(indexKey, reach)) },
    };
  }

  async #partView({ key, ...facts }: ExportPart, reach: Reach): Promise<ExportPartView> {
    return { ...facts, url: await this.#signed(key, reach) };
  }

  async #signed(key: string, reach: Reach): Promise<string> {
    return reach(await this.parts.storage.signedUrl(key, this.parts.config.signedUrlSeconds));
  }
}
