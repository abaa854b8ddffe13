import {
  type ErasuresRepository,
  type Logger,
  storageKeys,
  type StoragePort,
  type TicketQueue,
} from '@echocohort/platform';
import { type ErasureConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

export interface EraseTenantsParts {
  readonly repository: Pick<ErasuresRepository, 'next' | 'stop' | 'countObjects' | 'eraseRows' | 'finish'>;
  readonly storage: Pick<StoragePort, 'list' | 'deleteMany'>;
  readonly queue: Pick<TicketQueue, 'remove'>;
  readonly logger: Logger;
  readonly config: ErasureConfig;
  readonly now?: () => number;
}

/**
 * Erases tenants, one after another: stops their runs, waits until what was under way has landed, and deletes objects, then
 * rows, then the tenant. A piece at a time, beside the leader's rounds; each piece finds what the ones before have left, so
 * that any leader can go on.
 */
export class EraseTenants implements LeaderDuty {
  readonly name = 'erase tenants';
  #dueAt = Number.NEGATIVE_INFINITY;
  #piece: Promise<void> | null = null;

  constructor(private readonly parts: EraseTenantsParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  tick(): Promise<TickResult> {
    const { config, logger, now = Date.now } = this.parts;
    if (this.#piece !== null || now() < this.#dueAt) return Promise.resolve('idle');
    this.#dueAt = now() + config.everyMs;
    this.#piece = this.#erase()
      .catch((error: unknown) => {
        this.#dueAt = now() + config.retryMs;
        logger.warn({ err: error }, 'a tenant cannot be erased now');
      })
      .finally(() => {
        this.#piece = null;
      });
    return Promise.resolve('idle');
  }

  async #erase(): Promise<void> {
    const { repository, queue, logger, config } = this.parts;
    const next = await repository.next();
    if (next === null) return;
    const { tenantId, ageMs } = next;
    const tickets = await repository.stop(tenantId);
    if (tickets.length > 0) await queue.remove(tickets);
    if (ageMs < config.settleMs) return;
    if (await this.#eraseObjects(storageKeys.tenantPrefix(tenantId), (n) => repository.countObjects(tenantId, n)))
      return;
    if ((await repository.eraseRows(tenantId, config.rowsPerTick)) > 0) return;
    await repository.finish(tenantId);
    logger.info({ tenantId }, 'a tenant was erased');
  }

  /** Those that come first; the next piece begins with those that are left. @returns whether there were any */
  async #eraseObjects(prefix: string, count: (objects: number) => Promise<void>): Promise<boolean> {
    const { storage, config } = this.parts;
    const keys: string[] = [];
    for await (const key of storage.list(prefix)) {
      keys.push(key);
      if (keys.length >= config.keysPerTick) break;
    }
    if (keys.length === 0) return false;
    await storage.deleteMany(keys);
    await count(keys.length);
    return true;
  }
}
