import { newExportId, type ExportId, type TenantId } from '@echocohort/shared';
import { sql, type RawBuilder } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Page } from '../persistence/page.js';

/** A copy of all that names a tenant: how far it is. */
export interface ExportRow {
  readonly id: ExportId;
  readonly tenantId: TenantId;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  readonly parts: number;
  /** That were copied, by their tables. */
  readonly rows: Readonly<Record<string, number>>;
  /** That were listed, and their bytes. */
  readonly objects: number;
  readonly objectBytes: number;
  /** What lists the parts; null until all are there. */
  readonly indexKey: string | null;
}

/** A file of lines of JSON: rows of one table, or objects. */
export interface ExportPart {
  readonly number: number;
  /** The table, or `objects`. */
  readonly kind: string;
  readonly key: string;
  readonly lines: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export const exportColumns = sql`
  id, tenant_id, requested_at, finished_at, parts, rows, objects::double precision as objects,
  object_bytes::double precision as object_bytes, index_key`;

/** A tenant's exports. */
export class ExportsRepository {
  constructor(private readonly database: TenantDatabase) {}

  /** Begins one. While one is under way, asking again changes nothing. */
  async request(tenantId: TenantId): Promise<ExportRow> {
    await this.#rows(
      tenantId,
      sql`insert into exports (id, tenant_id) values (${newExportId()}, ${tenantId})
        on conflict (tenant_id) where finished_at is null do nothing`,
    );
    const [newest] = await this.list(tenantId, { limit: 1 });
    return newest as ExportRow;
  }

  async find(tenantId: TenantId, id: ExportId): Promise<ExportRow | null> {
    const query = sql<ExportRow>`select ${exportColumns} from exports where tenant_id = ${tenantId} and id = ${id}`;
    return (await this.#rows(tenantId, query))[0] ?? null;
  }

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: Page<ExportId>): Promise<ExportRow[]> {
    const older = after === undefined ? sql`true` : sql`id < ${after}`;
    return this.#rows(
      tenantId,
      sql<ExportRow>`
        select ${exportColumns} from exports where tenant_id = ${tenantId} and ${older} order by id desc limit ${limit}`,
    );
  }

  /** In their order. @param after a number; from the first, when left out */
  parts(tenantId: TenantId, id: ExportId, { after = 0, limit }: Page<number>): Promise<ExportPart[]> {
    return this.#rows(
      tenantId,
      sql<ExportPart>`
        select number, kind, key, lines, size_bytes::double precision as size_bytes, sha256 from export_parts
        where tenant_id = ${tenantId} and export_id = ${id} and number > ${after}::integer order by number limit ${limit}`,
    );
  }

  async #rows<R>(tenantId: TenantId, query: RawBuilder<R>): Promise<R[]> {
    return (await this.database.asTenant(tenantId, (trx) => query.execute(trx))).rows;
  }
}
