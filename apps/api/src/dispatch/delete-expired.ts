import { type ExpiredRowsRepository, type Logger } from '@echocohort/platform';
import { type ExpiryConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface DeleteExpiredParts {
  readonly repository: ExpiredRowsRepository;
  readonly logger: Logger;
  readonly config: ExpiryConfig;
  readonly now?: () => number;
}

/** Deletes idempotency keys that hold no longer, and events, deliveries and entries of the audit log of long ago, some at a time. */
export class DeleteExpired implements LeaderDuty {
  readonly name = 'delete expired rows';
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: DeleteExpiredParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  async tick(): Promise<TickResult> {
    const { repository, logger, config, now = Date.now } = this.parts;
    if (now() < this.#dueAt) return 'idle';
    this.#dueAt = now() + config.everyMs;
    const keys =
      (await repository.deleteIdempotencyKeys(config.idempotencyKeysMs, config.rowsPerTick)) +
      (await repository.deleteIdempotentAnswers(config.idempotencyKeysMs, config.rowsPerTick));
    const events = await repository.deleteEvents(config.eventsMs, config.rowsPerTick);
    const deliveries = await repository.deleteDeliveries(config.eventsMs, config.rowsPerTick);
    const auditEntries = await repository.deleteAuditEntries(config.auditLogMs, config.rowsPerTick);
    if (keys + events + deliveries + auditEntries > 0)
      logger.debug({ keys, events, deliveries, auditEntries }, 'deleted expired rows');
    return 'idle';
  }
}
