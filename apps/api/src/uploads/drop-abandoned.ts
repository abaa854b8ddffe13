import { type AbandonedUploadsRepository, type Logger, type StoragePort } from '@echocohort/platform';
import { type SweepConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';
import { uploadKeys } from './uploads-under-way.js';

export interface DropAbandonedParts {
  readonly repository: Pick<AbandonedUploadsRepository, 'next' | 'dropped'>;
  readonly storage: Pick<StoragePort, 'deleteMany'>;
  readonly logger: Logger;
  readonly config: SweepConfig;
  readonly now?: () => number;
}

/**
 * Deletes the objects of uploads that never became a clip or a run: their process ended in between. Goes on beside the leader's rounds, some
 * at a time; an object is deleted before its row, so whoever comes next finds what this one has left.
 */
export class DropAbandoned implements LeaderDuty {
  readonly name = 'drop abandoned uploads';
  #dueAt = Number.NEGATIVE_INFINITY;
  #piece: Promise<void> | null = null;

  constructor(private readonly parts: DropAbandonedParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  tick(): Promise<TickResult> {
    const { config, logger, now = Date.now } = this.parts;
    if (this.#piece !== null || now() < this.#dueAt) return Promise.resolve('idle');
    this.#dueAt = now() + config.retryMs;
    this.#piece = this.#drop()
      .catch((error: unknown) => logger.warn({ err: error }, 'abandoned uploads cannot be dropped now'))
      .finally(() => {
        this.#piece = null;
      });
    return Promise.resolve('idle');
  }

  /** The piece under way is done, if there is one. */
  async settled(): Promise<void> {
    await this.#piece;
  }

  async #drop(): Promise<void> {
    const { repository, storage, logger, config } = this.parts;
    const uploads = await repository.next(config.overForMs, config.keysPerTick);
    await storage.deleteMany(uploads.flatMap(uploadKeys));
    await repository.dropped(uploads);
    if (uploads.length > 0)
      logger.info({ uploads: uploads.length }, 'dropped uploads that never became a clip or a run');
  }
}
