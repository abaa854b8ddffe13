import { type ExportId, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { exportColumns, type ExportPart, type ExportRow } from './exports.repository.js';
import { exportedTables, ofTenant, secretColumnsOf } from './tenant-tables.js';

/** Where an export goes on: after a row of a table, whose key it is, or after an object. */
export type ExportCursor =
  | { readonly at: 'rows'; readonly table: string; readonly after: readonly string[] | null }
  | { readonly at: 'objects'; readonly after: string | null };

export interface OpenExport extends ExportRow {
  readonly cursor: ExportCursor;
}

/** Some rows of one table, each a line of JSON, and where it goes on after them. */
export interface ExportedRows {
  readonly table: string;
  readonly lines: readonly string[];
  readonly next: ExportCursor;
}

export interface PartSize {
  readonly rows: number;
  readonly bytes: number;
}

/** What a part adds to the report. */
export interface ExportGain {
  readonly objects: number;
  readonly objectBytes: number;
}

/** Exports under way, of all tenants: the leader's view. */
export class ExportingRepository {
  constructor(private readonly database: Database) {}

  /** The oldest that is not finished; none of a tenant that is being erased. */
  async next(): Promise<OpenExport | null> {
    const { rows } = await sql<OpenExport>`
      select ${exportColumns}, cursor from exports
      where finished_at is null and not exists (select from erasures where erasures.tenant_id = exports.tenant_id)
      order by id limit 1`.execute(this.database.db);
    return rows[0] ?? null;
  }

  /** The next rows, of the first table that has any more; null when none has. Secrets are left out. */
  async rows(tenantId: TenantId, cursor: ExportCursor & { at: 'rows' }, size: PartSize): Promise<ExportedRows | null> {
    let after = cursor.after;
    for (const table of exportedTables.slice(exportedTables.indexOf(cursor.table))) {
      const found = await this.#rowsOf(tenantId, table, after, size);
      const last = found.at(-1);
      if (last !== undefined)
        return { table, lines: found.map(({ line }) => line), next: { at: 'rows', table, after: last.cursor } };
      after = null;
    }
    return null;
  }

  /** A part is there: writes it down and moves on, unless somebody else did. @returns whether */
  keep({ id, tenantId, parts }: OpenExport, part: ExportPart, next: ExportCursor, gain?: ExportGain): Promise<boolean> {
    const { kind, lines, objects = 0, objectBytes = 0 } = { ...part, ...gain };
    const isTable = gain === undefined;
    return this.database.db.transaction().execute(async (trx) => {
      const { numAffectedRows } = await sql`
        update exports set parts = parts + 1, cursor = ${JSON.stringify(next)}::jsonb,
          objects = objects + ${objects}::integer, object_bytes = object_bytes + ${objectBytes}::bigint,
          rows = case when ${isTable}::boolean then rows || jsonb_build_object(
            ${kind}::text, coalesce((rows ->> ${kind}::text)::bigint, 0) + ${lines}::integer) else rows end
        where id = ${id} and parts = ${parts}::integer and finished_at is null`.execute(trx);
      if (numAffectedRows !== 1n) return false;
      await trx
        .insertInto('exportParts')
        .values({ exportId: id, tenantId, ...part })
        .execute();
      return true;
    });
  }

  /** Goes on with what comes after all rows, without a part. */
  async move({ id, parts }: OpenExport, next: ExportCursor): Promise<void> {
    await sql`update exports set cursor = ${JSON.stringify(next)}::jsonb where id = ${id} and parts = ${parts}`.execute(
      this.database.db,
    );
  }

  partsOf(id: ExportId): Promise<Omit<ExportPart, 'sizeBytes'>[]> {
    return this.database.db
      .selectFrom('exportParts')
      .select(['number', 'kind', 'key', 'lines', 'sha256'])
      .where('exportId', '=', id)
      .orderBy('number')
      .execute();
  }

  /** All is there: tells it, once. */
  async finish({ id, tenantId, parts, rows, objects }: OpenExport, indexKey: string): Promise<void> {
    const data = { rows: Object.values(rows).reduce((sum, n) => sum + n, 0), objects };
    const payload = JSON.stringify({ subjectId: id, data });
    await sql`
      with finished as (
        update exports set finished_at = now(), index_key = ${indexKey}
        where id = ${id} and parts = ${parts}::integer and finished_at is null returning tenant_id
      )
      insert into outbox (tenant_id, topic, payload) select ${tenantId}::text, 'export.ready', ${payload}::jsonb from finished`.execute(
      this.database.db,
    );
  }

  /** The oldest that was finished so long ago. */
  async expired(olderThanMs: number): Promise<{ id: ExportId; tenantId: TenantId } | null> {
    const { rows } = await sql<{ id: ExportId; tenantId: TenantId }>`
      select id, tenant_id from exports where finished_at <= now() - make_interval(secs => ${olderThanMs / 1_000})
      order by id limit 1`.execute(this.database.db);
    return rows[0] ?? null;
  }

  /** With its parts. */
  async delete(id: ExportId): Promise<void> {
    await sql`delete from exports where id = ${id}`.execute(this.database.db);
  }

  /** By the table's key, so that any piece may be the last of its process. As many as fit, one at least. */
  async #rowsOf(
    tenantId: TenantId,
    table: string,
    after: readonly string[] | null,
    size: PartSize,
  ): Promise<{ line: string; cursor: string[] }[]> {
    const key = await this.#keyOf(table);
    const columns = sql.join(key.map(({ name }) => sql.ref(name)));
    const known = after && sql.join(key.map(({ type }, k) => sql`${after[k]}::${sql.raw(type)}`));
    const names = sql.join(key.map(({ name }) => sql`${sql.ref(name)}::text`));
    const { rows } = await sql<{ line: string; cursor: string[] }>`
      with found as (
        select (to_jsonb(exported) - ${[...secretColumnsOf(table)]}::text[])::text as line, jsonb_build_array(${names}) as cursor,
          row_number() over (order by ${columns}) as place
        from ${sql.table(table)} as exported
        where ${ofTenant(table, tenantId)} and ${known === null ? sql`true` : sql`(${columns}) > (${known})`}
        order by ${columns} limit ${size.rows}
      ),
      summed as (select *, sum(octet_length(line)) over (order by place) - octet_length(line) as before from found)
      select line, cursor from summed where before < ${size.bytes}::bigint order by place`.execute(this.database.db);
    return rows;
  }

  /** The columns of a table's primary key; where it has none, the place of a row. */
  async #keyOf(table: string): Promise<{ name: string; type: string }[]> {
    const { rows } = await sql<{ name: string; type: string }>`
      select attname as name, format_type(atttypid, atttypmod) as type from pg_index
      join pg_attribute on attrelid = indrelid and attnum = any(indkey)
      where indrelid = ${table}::regclass and indisprimary order by array_position(indkey::int2[], attnum)`.execute(
      this.database.db,
    );
    return rows.length > 0 ? rows : [{ name: 'ctid', type: 'tid' }];
  }
}
