import {
  type DeletedRun,
  type Logger,
  type PurgesRepository,
  storageKeys,
  type StoragePort,
} from '@echocohort/platform';
import { type PurgeConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

export interface PurgeRunsParts {
  readonly repository: Pick<PurgesRepository, 'expire' | 'next' | 'emptied' | 'deleteRows' | 'bury'>;
  readonly storage: Pick<StoragePort, 'list' | 'deleteMany'>;
  readonly logger: Logger;
  readonly config: PurgeConfig;
  readonly now?: () => number;
}

/** A look through all objects of one run. */
interface Walk {
  readonly run: DeletedRun;
  readonly keys: AsyncIterator<string>;
}

/**
 * Deletes what is left of runs that were deleted, and of those whose time is over. Objects go at once, and the tenant's store has
 * room again; some time later, when all that was under way has landed, they are looked for once more, then rows and run go. In
 * pieces beside the leader's rounds: each begins with what is there, so that any leader can go on where another has ended.
 */
export class PurgeRuns implements LeaderDuty {
  readonly name = 'purge runs';
  #dueAt = Number.NEGATIVE_INFINITY;
  #walk: Walk | null = null;
  #piece: Promise<void> | null = null;

  constructor(private readonly parts: PurgeRunsParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
    this.#walk = null;
  }

  async tick(): Promise<TickResult> {
    const { repository, config, now = Date.now } = this.parts;
    if (now() < this.#dueAt) return 'idle';
    this.#dueAt = now() + config.everyMs;
    const expired = await repository.expire(config.runsPerTick);
    this.#piece ??= this.#purge().finally(() => {
      this.#piece = null;
    });
    return expired === config.runsPerTick ? 'more' : 'idle';
  }

  /** The piece under way is done, if there is one. */
  async settled(): Promise<void> {
    await this.#piece;
  }

  async #purge(): Promise<void> {
    const { logger, config, now = Date.now } = this.parts;
    try {
      this.#walk ??= await this.#nextWalk();
      if (this.#walk !== null && (await this.#piecemeal(this.#walk))) this.#walk = null;
    } catch (error) {
      this.#walk = null;
      this.#dueAt = now() + config.retryMs;
      logger.warn({ err: error }, 'what is left of deleted runs cannot be deleted now');
    }
  }

  async #nextWalk(): Promise<Walk | null> {
    const { repository, storage, config } = this.parts;
    const run = await repository.next(config.settleMs);
    if (run === null) return null;
    const keys = storage.list(storageKeys.runPrefix(run.tenantId, run.runId));
    return { run, keys: keys[Symbol.asyncIterator]() };
  }

  /** @returns whether there is no more to do for the run now */
  async #piecemeal({ run, keys }: Walk): Promise<boolean> {
    const { repository, storage, logger, config } = this.parts;
    const some = await take(keys, config.keysPerTick);
    await storage.deleteMany(some);
    if (some.length === config.keysPerTick) return false;
    if (!run.emptied) {
      await repository.emptied(run);
      return true;
    }
    if ((await repository.deleteRows(run, config.rowsPerTick)) > 0) return false;
    await repository.bury(run);
    logger.info({ runId: run.runId, tenantId: run.tenantId }, 'nothing is left of a deleted run');
    return true;
  }
}

/** As many as there are, at most so many; none of an iterator that has ended. */
const take = async (keys: AsyncIterator<string>, most: number): Promise<string[]> => {
  const some: string[] = [];
  while (some.length < most) {
    const next = await keys.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  return some;
};
