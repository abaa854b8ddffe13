import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Database, EventsRepository } from '@echocohort/platform';
import { type TenantId } from '@echocohort/shared';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { type Client } from './client.js';
import { becomes } from '../ledger.js';
import { randomOf } from '../plan.js';

/** A receiver that has bad moments of its own: so many messages are answered with 503. */
const refusedShare = 0.02;
const settledMs = 10 * 60_000;
const pageSize = 1_000;
const idPattern = /^evt_(\d+)$/;

/** What a tenant's receiver has been sent, and what it should have been. */
export interface Deliveries {
  /** Events that have happened since the webhook was made. */
  readonly events: number;
  readonly undelivered: number;
  /** Events that came for the first time behind a younger one. */
  readonly outOfOrder: number;
  /** Messages that the stock verifier would not have. */
  readonly unverified: number;
}

/** A real server that takes a tenant's events, as the library of Standard Webhooks verifies them. */
export class WebhookReceiver {
  readonly #seen = new Set<number>();
  #newest = 0;
  #outOfOrder = 0;
  #unverified = 0;
  #verifier: Webhook | null = null;

  private constructor(
    private readonly client: Client,
    private readonly server: Server,
    private readonly after: number,
  ) {}

  /** Listens, and has the tenant's events sent from now on. */
  static async start(client: Client, database: Database, seed: number): Promise<WebhookReceiver> {
    const random = randomOf(seed ^ 0x3eb);
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const isRefused = random() < refusedShare;
        if (!isRefused) receiver.#take(body, request.headers as Record<string, string>);
        response.writeHead(isRefused ? 503 : 204).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new WebhookReceiver(client, server, (await new EventsRepository(database).head()).last);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { secret } = z
      .object({ secret: z.string() })
      .parse(await client.send({ path: '/v1/webhooks', body: { url } }));
    receiver.#verifier = new Webhook(secret);
    return receiver;
  }

  #take(body: string, headers: Record<string, string>): void {
    try {
      this.#verifier?.verify(body, headers);
    } catch {
      this.#unverified += 1;
      return;
    }
    const sequence = Number(idPattern.exec(headers['webhook-id'] ?? '')?.[1]);
    if (this.#seen.has(sequence)) return;
    this.#seen.add(sequence);
    if (sequence < this.#newest) this.#outOfOrder += 1;
    this.#newest = Math.max(this.#newest, sequence);
  }

  /** Waits until every event that is there has come, and stops. */
  async stop(database: Database): Promise<Deliveries> {
    const due = (): Promise<number[]> => sequencesOf(database, this.client.tenantId, this.after);
    const missing = async (): Promise<number> => (await due()).filter((sequence) => !this.#seen.has(sequence)).length;
    // In this order: what leaves the outbox meanwhile is due.
    await becomes(async () => (await untold(database)) === 0 && (await missing()) === 0, settledMs);
    const deliveries = {
      ...{ events: (await due()).length, undelivered: await missing() },
      ...{ outOfOrder: this.#outOfOrder, unverified: this.#unverified },
    };
    this.server.closeAllConnections();
    this.server.close();
    return deliveries;
  }
}

/** What has happened and is no event yet. */
const untold = async ({ db }: Database): Promise<number> =>
  (await db.selectFrom('outbox').select('id').limit(1).execute()).length;

/** Numbers of a tenant's events after one. */
const sequencesOf = async (database: Database, tenantId: TenantId, after: number): Promise<number[]> => {
  const events = new EventsRepository(database);
  const { last } = await events.head();
  const found: number[] = [];
  for (let from = after; ;) {
    const page = await events.list(tenantId, { after: from, upTo: last, limit: pageSize });
    found.push(...page.map(({ sequence }) => sequence));
    if (page.length < pageSize) return found;
    from = found.at(-1) ?? from;
  }
};
