import { type OutboxRepository } from '@echocohort/platform';
import { type EventsConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

export interface PublishEventsParts {
  readonly repository: Pick<OutboxRepository, 'publish'>;
  readonly config: Pick<EventsConfig, 'publishEveryMs' | 'rowsPerTick'>;
  readonly now?: () => number;
}

/** Tells what has happened, at a pace that lets the progress of a run come together. */
export class PublishEvents implements LeaderDuty {
  readonly name = 'publish events';
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: PublishEventsParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  async tick(): Promise<TickResult> {
    const { repository, config, now = Date.now } = this.parts;
    if (now() < this.#dueAt) return 'idle';
    const taken = await repository.publish(config.rowsPerTick);
    if (taken === config.rowsPerTick) return 'more';
    this.#dueAt = now() + config.publishEveryMs;
    return 'idle';
  }
}
