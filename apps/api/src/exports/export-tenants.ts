import { createHash } from 'node:crypto';
import {
  type ExportCursor,
  type ExportGain,
  type ExportingRepository,
  type Logger,
  type OpenExport,
  storageKeys,
  type StoragePort,
} from '@echocohort/platform';
import pLimit from 'p-limit';
import { type ExportsConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';
import { hashObject, type ListedObject } from './hash-object.js';
import { ObjectWalk } from './object-walk.js';

export interface ExportTenantsParts {
  readonly repository: ExportingRepository;
  readonly storage: Pick<StoragePort, 'list' | 'head' | 'get' | 'put' | 'delete'>;
  readonly logger: Logger;
  readonly config: ExportsConfig;
  readonly now?: () => number;
}

/**
 * Copies all that names a tenant into its own store, a part at a time, beside the leader's rounds: its rows table by table, then a
 * list of its objects with their SHA-256, then an index. Each part is written down before the next one is begun, so that any
 * leader can go on. Deletes exports that were kept long enough.
 */
export class ExportTenants implements LeaderDuty {
  readonly name = 'export tenants';
  #dueAt = Number.NEGATIVE_INFINITY;
  #piece: Promise<void> | null = null;
  #walk: ObjectWalk | null = null;

  constructor(private readonly parts: ExportTenantsParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
    this.#walk = null;
  }

  tick(): Promise<TickResult> {
    const { config, logger, now = Date.now } = this.parts;
    if (this.#piece !== null || now() < this.#dueAt) return Promise.resolve('idle');
    this.#dueAt = now() + config.everyMs;
    this.#piece = this.#goOn()
      .catch((error: unknown) => {
        this.#walk = null;
        this.#dueAt = now() + config.retryMs;
        logger.warn({ err: error }, 'a tenant cannot be exported now');
      })
      .finally(() => {
        this.#piece = null;
      });
    return Promise.resolve('idle');
  }

  /** The piece under way is done, if there is one. */
  async settled(): Promise<void> {
    await this.#piece;
  }

  async #goOn(): Promise<void> {
    const one = await this.parts.repository.next();
    if (one === null) await this.#deleteExpired();
    else if (one.cursor.at === 'rows') await this.#copyRows(one, one.cursor);
    else await this.#listObjects(one, one.cursor.after);
  }

  async #copyRows(one: OpenExport, cursor: ExportCursor & { at: 'rows' }): Promise<void> {
    const { repository, config } = this.parts;
    const found = await repository.rows(one.tenantId, cursor, { rows: config.rowsPerPart, bytes: config.bytesPerPart });
    if (found === null) await repository.move(one, { at: 'objects', after: null });
    else await this.#keep(one, found.table, found.lines, found.next);
  }

  async #listObjects(one: OpenExport, after: string | null): Promise<void> {
    const { storage, config } = this.parts;
    if (this.#walk?.of.id !== one.id || this.#walk.after !== after) this.#walk = new ObjectWalk(storage, one, after);
    const keys = await this.#walk.next(config.objectsPerPart);
    const last = keys.at(-1);
    if (last === undefined) return this.#finish(one);
    const objects = await this.#hash(keys);
    const gain = { objects: objects.length, objectBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
    const lines = objects.map((object) => JSON.stringify(object));
    await this.#keep(one, 'objects', lines, { at: 'objects', after: last }, gain);
  }

  async #hash(keys: readonly string[]): Promise<ListedObject[]> {
    const limit = pLimit(this.parts.config.readsAtOnce);
    const found = await Promise.all(keys.map((key) => limit(() => hashObject(this.parts.storage, key))));
    return found.flatMap((object) => object ?? []);
  }

  async #keep(
    one: OpenExport,
    kind: string,
    lines: readonly string[],
    next: ExportCursor,
    gain?: ExportGain,
  ): Promise<void> {
    const { repository, storage } = this.parts;
    const number = one.parts + 1;
    const body = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const key = storageKeys.exportPart(one.tenantId, one.id, number);
    await storage.put(key, body, { contentType: 'application/jsonl' });
    const sha256 = createHash('sha256').update(body).digest('hex');
    const part = { number, kind, key, lines: lines.length, sizeBytes: body.length, sha256 };
    if (!(await repository.keep(one, part, next, gain))) await storage.delete(key);
  }

  async #finish(one: OpenExport): Promise<void> {
    const { repository, storage, logger } = this.parts;
    const { id, tenantId, requestedAt, rows, objects, objectBytes } = one;
    const index = {
      exportId: id,
      tenantId,
      requestedAt,
      rows,
      objects,
      objectBytes,
      parts: await repository.partsOf(id),
    };
    const key = storageKeys.exportIndex(tenantId, id);
    await storage.put(key, Buffer.from(JSON.stringify(index, null, 2)), { contentType: 'application/json' });
    await repository.finish(one, key);
    this.#walk = null;
    logger.info({ tenantId, exportId: id, objects }, 'a tenant was exported');
  }

  async #deleteExpired(): Promise<void> {
    const { repository, storage, config } = this.parts;
    const one = await repository.expired(config.keepMs);
    if (one === null) return;
    const keys: string[] = [];
    for await (const key of storage.list(storageKeys.exportPrefix(one.tenantId, one.id))) {
      keys.push(key);
      if (keys.length >= config.objectsPerPart) break;
    }
    await Promise.all(keys.map((key) => storage.delete(key)));
    if (keys.length === 0) await repository.delete(one.id);
  }
}
