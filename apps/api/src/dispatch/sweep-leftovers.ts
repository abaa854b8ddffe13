import {
  type EndedRun,
  type LeftoversRepository,
  type Logger,
  sampleOfKey,
  storageKeys,
  type StoragePort,
} from '@echocohort/platform';
import { type SweepConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface SweepLeftoversParts {
  readonly repository: LeftoversRepository;
  readonly storage: Pick<StoragePort, 'list' | 'deleteMany'>;
  readonly logger: Logger;
  readonly config: SweepConfig;
  readonly now?: () => number;
}

/** A look through all objects of one run. */
interface Walk {
  readonly run: EndedRun;
  readonly keys: AsyncIterator<string>;
}

/**
 * Deletes what workers have stored and never committed: they were killed, fenced or overtaken. A run that was begun once and
 * ended has nothing of that kind, so only those are looked through that were worked on twice or cancelled, some time after
 * their end. Goes on beside the leader's rounds, piece by piece: a storage that does not answer must not keep tickets back.
 */
export class SweepLeftovers implements LeaderDuty {
  readonly name = 'sweep leftovers';
  #dueAt = Number.NEGATIVE_INFINITY;
  #walk: Walk | null = null;
  #piece: Promise<void> | null = null;

  constructor(private readonly parts: SweepLeftoversParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
    this.#walk = null;
  }

  tick(): Promise<TickResult> {
    const { config, now = Date.now } = this.parts;
    if (this.#piece !== null || now() < this.#dueAt) return Promise.resolve('idle');
    this.#dueAt = now() + config.everyMs;
    this.#piece = this.#sweep().finally(() => {
      this.#piece = null;
    });
    return Promise.resolve('idle');
  }

  /** The piece under way is done, if there is one. */
  async settled(): Promise<void> {
    await this.#piece;
  }

  async #sweep(): Promise<void> {
    const { logger, config, now = Date.now } = this.parts;
    try {
      this.#walk ??= await this.#nextWalk();
      if (this.#walk !== null && (await this.#piecemeal(this.#walk))) this.#walk = null;
    } catch (error) {
      this.#walk = null;
      this.#dueAt = now() + config.retryMs;
      logger.warn({ err: error }, 'leftovers of runs cannot be swept now');
    }
  }

  async #nextWalk(): Promise<Walk | null> {
    const { repository, storage, config } = this.parts;
    const run = await repository.next(config.overForMs);
    if (run === null) return null;
    const keys = storage.list(storageKeys.runPrefix(run.tenantId, run.runId));
    return { run, keys: keys[Symbol.asyncIterator]() };
  }

  /** @returns whether there is no more to do for the run */
  async #piecemeal({ run, keys }: Walk): Promise<boolean> {
    const { repository, storage, logger, config } = this.parts;
    const { runId } = run;
    const some = await take(keys, config.keysPerTick);
    const objects = some.flatMap((key) => ({ key, ...sampleOfKey(key) }));
    const indices = objects.flatMap(({ index }) => index ?? []);
    const named = await repository.takesOf(run, indices);
    const nobodys = objects.filter(({ index, take: of }) => index !== undefined && named.get(index) !== of);
    // Asked after the keys were listed: of a run that goes on, some of them are about to be named.
    if (!(await repository.isStillOver(run))) return true;
    await storage.deleteMany(nobodys.map(({ key }) => key));
    if (nobodys.length > 0) logger.info({ runId, objects: nobodys.length }, 'deleted what no row names');
    if (some.length === config.keysPerTick) return false;
    await repository.done(run);
    return true;
  }
}

const take = async (keys: AsyncIterator<string>, most: number): Promise<string[]> => {
  const some: string[] = [];
  while (some.length < most) {
    const next = await keys.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  return some;
};
