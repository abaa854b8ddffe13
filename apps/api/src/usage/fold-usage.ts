import { type UsageRepository } from '@echocohort/platform';
import { type UsageConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

export interface FoldUsageParts {
  readonly repository: Pick<UsageRepository, 'fold'>;
  readonly config: UsageConfig;
  readonly now?: () => number;
}

/** Folds what commits and uploads have appended into days, some at a time, so that there is little to add up. */
export class FoldUsage implements LeaderDuty {
  readonly name = 'fold usage';
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: FoldUsageParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  async tick(): Promise<TickResult> {
    const { repository, config, now = Date.now } = this.parts;
    if (now() < this.#dueAt) return 'idle';
    const folded = await repository.fold(config.entriesPerTick);
    if (folded === config.entriesPerTick) return 'more';
    this.#dueAt = now() + config.foldEveryMs;
    return 'idle';
  }
}
