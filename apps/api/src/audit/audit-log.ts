import { setTimeout } from 'node:timers/promises';
import { type AuditEntry, AuditLogRepository } from '@echocohort/platform';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { toEchoError } from '../http/to-echo-error.js';
import { type ApiOptions, PARTS } from '../parts.js';

/** Entries that wait for the database at most; what comes then is written to the process's own log. */
const waitingMax = 10_000;
const entriesPerWrite = 500;
const retryMs = 1_000;

/**
 * Writes what was called, right after the answer: whatever has come during one write goes with the next, so that a busy API
 * writes rarely and an idle one at once. An outage of the database is waited for. What it does not take goes to the process's own
 * log. A process that is killed loses the entries of its last moment.
 */
@Injectable()
export class AuditLog implements OnApplicationShutdown {
  #waiting: AuditEntry[] = [];
  #writing: Promise<void> | null = null;
  readonly #ending = new AbortController();

  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(AuditLogRepository) private readonly repository: AuditLogRepository,
  ) {}

  append(entry: AuditEntry): void {
    if (this.#waiting.length >= waitingMax) this.#giveUp([entry]);
    else this.#waiting.push(entry);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** When all requests are answered: waits for their entries, but for no outage. */
  async onApplicationShutdown(): Promise<void> {
    this.#ending.abort();
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.splice(0, entriesPerWrite);
      try {
        await this.repository.append(entries);
      } catch (error) {
        this.parts.logger.warn({ err: error }, 'the audit log cannot be written');
        const { signal } = this.#ending;
        if (signal.aborted || toEchoError(error).code !== 'unavailable') this.#giveUp(entries);
        else {
          this.#waiting = [...entries, ...this.#waiting];
          await setTimeout(retryMs, null, { signal }).catch(() => null);
        }
      }
    }
  }

  #giveUp(entries: readonly AuditEntry[]): void {
    for (const entry of entries) this.parts.logger.error({ entry }, 'an entry of the audit log could not be stored');
  }
}
