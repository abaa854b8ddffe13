import { type Logger, type RunTalliesRepository } from '@echocohort/platform';
import { type TallyConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

export interface TallyRunsParts {
  readonly repository: Pick<RunTalliesRepository, 'advance'>;
  readonly logger: Logger;
  readonly config: TallyConfig;
  readonly now?: () => number;
}

/** Counts what the samples of large runs came to, as they come, beside the leader's rounds. */
export class TallyRuns implements LeaderDuty {
  readonly name = 'tally runs';
  #dueAt = Number.NEGATIVE_INFINITY;
  #piece: Promise<void> | null = null;

  constructor(private readonly parts: TallyRunsParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  tick(): Promise<TickResult> {
    const { repository, logger, config, now = Date.now } = this.parts;
    if (this.#piece !== null || now() < this.#dueAt) return Promise.resolve('idle');
    this.#dueAt = now() + config.everyMs;
    this.#piece = repository
      .advance(config.runsPerTick, config.rowsPerTick)
      .then(() => undefined)
      .catch((error: unknown) => logger.warn({ err: error }, 'samples of large runs cannot be counted now'))
      .finally(() => {
        this.#piece = null;
      });
    return Promise.resolve('idle');
  }

  /** The piece under way is done, if there is one. */
  async settled(): Promise<void> {
    await this.#piece;
  }
}
