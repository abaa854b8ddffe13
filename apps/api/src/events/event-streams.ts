import { once } from 'node:events';
import { EchoError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import { type ApiOptions, PARTS } from '../parts.js';
import { EventNews } from './event-news.js';
import { eventView } from './event.view.js';
import { type EventsRead, EventsService, type EventsWanted } from './events.service.js';

const eventsPerWrite = 100;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // A proxy that gathers answers would hold events back.
  'X-Accel-Buffering': 'no',
  // A process that stops has no idle connection left to wait for.
  Connection: 'close',
};

/** Events, then the number up to which all is told, which a client remembers without being told of an event. */
const textOf = ({ rows, through }: EventsRead): string => {
  const blocks = rows.map((row) => {
    const view = eventView(row);
    return `id: ${view.sequence}\nevent: ${view.kind}\ndata: ${JSON.stringify(view)}\n\n`;
  });
  return `${blocks.join('')}: all is told\nid: ${through}\n\n`;
};

/**
 * Streams of server-sent events: page after page, each read when the one before was taken, so that a stream holds one page at
 * most. It ends with its client, with this process, or after a while; whoever comes back with Last-Event-ID misses nothing.
 */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  readonly #ending = new AbortController();
  readonly #open = new Map<TenantId, number>();

  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(EventNews) private readonly news: EventNews,
  ) {}

  /** Before the server waits for its connections. */
  onModuleDestroy(): void {
    this.#ending.abort();
  }

  /**
   * Answers with a stream, until it ends.
   * @throws EchoError before anything is sent: `too-many-requests`, and what reading events throws
   */
  async serve(tenantId: TenantId, wanted: EventsWanted, response: Response): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (response.destroyed) return;
    const leave = this.#enter(tenantId);
    try {
      const release = await this.news.watch(tenantId);
      const signal = AbortSignal.any([gone.signal, this.#ending.signal]);
      await this.#tell(tenantId, wanted, response, signal).finally(release);
    } finally {
      leave();
    }
  }

  async #tell(tenantId: TenantId, wanted: EventsWanted, response: Response, signal: AbortSignal): Promise<void> {
    const { heartbeatMs, slowMs, streamMaxMs } = this.parts.config.events;
    const endsAt = performance.now() + streamMaxMs;
    let page = await this.events.read(tenantId, wanted, eventsPerWrite);
    response.writeHead(200, headers);
    while (await isTaken(response, textOf(page), slowMs, signal)) {
      if (!page.more) await this.news.later(tenantId, page.through, heartbeatMs, signal);
      if (signal.aborted || performance.now() > endsAt) {
        response.end();
        return;
      }
      page = await this.events.read(tenantId, { ...wanted, after: page.through }, eventsPerWrite);
    }
    response.destroy();
  }

  /** @returns takes the stream out of the count again */
  #enter(tenantId: TenantId): () => void {
    const most = this.parts.config.events.streamsPerTenant;
    const open = this.#open.get(tenantId) ?? 0;
    if (open >= most)
      throw new EchoError('too-many-requests', `expected at most ${most} streams of events of one tenant at a time`);
    this.#open.set(tenantId, open + 1);
    return () => {
      const left = (this.#open.get(tenantId) as number) - 1;
      if (left === 0) this.#open.delete(tenantId);
      else this.#open.set(tenantId, left);
    };
  }
}

/** Whether the client, or what lies between, took a text in time. */
const isTaken = async (response: Response, text: string, slowMs: number, signal: AbortSignal): Promise<boolean> => {
  if (signal.aborted) return false;
  if (response.write(text)) return true;
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(slowMs)]) });
    return true;
  } catch {
    return false;
  }
};
