import { setTimeout as pause } from 'node:timers/promises';
import { EventsRepository } from '@echocohort/platform';
import { type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';

interface Watched {
  watchers: number;
  /** The number of the tenant's newest event; 0 while none has come since it is watched. */
  newest: number;
  readonly waiting: Set<() => void>;
}

interface Look {
  readonly begun: Promise<void>;
  readonly end: AbortController;
}

/** Looks for new events of all tenants with one query at a time, while anybody waits for some. */
@Injectable()
export class EventNews {
  readonly #watched = new Map<TenantId, Watched>();
  #look: Look | null = null;

  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(EventsRepository) private readonly events: EventsRepository,
  ) {}

  /** From now on no event of the tenant is missed by `later`. @returns ends that */
  async watch(tenantId: TenantId): Promise<() => void> {
    const watched = this.#watched.get(tenantId) ?? { watchers: 0, newest: 0, waiting: new Set() };
    watched.watchers += 1;
    this.#watched.set(tenantId, watched);
    const release = (): void => this.#release(tenantId, watched);
    try {
      await (this.#look ??= this.#begin()).begun;
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  /** Ends when a watched tenant has an event with a greater number, after `timeoutMs`, or when the signal aborts. */
  async later(tenantId: TenantId, than: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const watched = this.#watched.get(tenantId);
    if (watched === undefined || watched.newest > than || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        watched.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      watched.waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #begin(): Look {
    const end = new AbortController();
    const begun = this.events.head().then(({ last }) => void this.#goOn(last, end.signal));
    return { begun, end };
  }

  async #goOn(last: number, ended: AbortSignal): Promise<void> {
    let seen = last;
    while (await this.#isTime(ended)) {
      try {
        const news = await this.events.newest(seen);
        for (const { tenantId, sequence } of news) {
          seen = Math.max(seen, sequence);
          this.#tell(tenantId, sequence);
        }
      } catch (error) {
        this.parts.logger.warn({ err: error }, 'new events cannot be looked for');
      }
    }
  }

  /** After a pause: whether anybody still waits. */
  async #isTime(signal: AbortSignal): Promise<boolean> {
    await pause(this.parts.config.events.lookEveryMs, null, { signal }).catch(() => null);
    return !signal.aborted;
  }

  #tell(tenantId: TenantId, sequence: number): void {
    const watched = this.#watched.get(tenantId);
    if (watched === undefined) return;
    watched.newest = sequence;
    for (const wake of [...watched.waiting]) wake();
  }

  #release(tenantId: TenantId, watched: Watched): void {
    watched.watchers -= 1;
    if (watched.watchers === 0) this.#watched.delete(tenantId);
    if (this.#watched.size > 0) return;
    this.#look?.end.abort();
    this.#look = null;
  }
}
