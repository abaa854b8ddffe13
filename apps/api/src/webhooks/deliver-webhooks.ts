import {
  type AfterAttempt,
  type DeliveryAttempt,
  type DueByHand,
  type DueWebhook,
  type DueWebhooksRepository,
  type EventRow,
  type Logger,
  type Metrics,
} from '@echocohort/platform';
import { type DeliveryId, type WebhookId } from '@echocohort/shared';
import { type WebhooksConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';
import { afterFailure } from './retry.js';
import { messageOfEvent, messageOfTest, sendMessage, type SendParts } from './send-message.js';

export interface DeliverWebhooksParts extends Pick<SendParts, 'egress' | 'secrets'> {
  readonly repository: DueWebhooksRepository;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'webhookAttempts'>;
  readonly config: WebhooksConfig;
  readonly now?: () => number;
  readonly random?: () => number;
}

const nothingKept: Omit<DeliveryAttempt, 'at'> = {
  ...{ latencyMs: 0, responseStatus: null, responseExcerpt: null },
  error: 'the event is kept no longer',
};

/**
 * Sends events to webhooks. An endpoint gets its events one after another, each until it takes it; endpoints do not wait for
 * each other, and the leader's turn for none of them. What was sent counts when it is written down: whoever is killed in between
 * sends it once more, under the same id.
 */
export class DeliverWebhooks implements LeaderDuty {
  readonly name = 'deliver webhooks';
  #dueAtMs = Number.NEGATIVE_INFINITY;
  #leads = new AbortController();
  /** What is being served. */
  readonly #endpoints = new Map<WebhookId, Promise<void>>();
  readonly #byHand = new Map<DeliveryId, Promise<void>>();

  constructor(private readonly parts: DeliverWebhooksParts) {}

  begin(): void {
    this.#leads = new AbortController();
    this.#dueAtMs = Number.NEGATIVE_INFINITY;
  }

  end(): void {
    this.#leads.abort();
  }

  async tick(): Promise<TickResult> {
    const { repository, config } = this.parts;
    if (this.#now() < this.#dueAtMs) return 'idle';
    this.#dueAtMs = this.#now() + config.everyMs;
    const { signal } = this.#leads;
    const due = await repository.due(new Date(this.#now()), [...this.#endpoints.keys()], this.#free());
    for (const webhook of due) this.#serve(this.#endpoints, webhook.id, this.#deliver(webhook, signal));
    const byHand = await repository.byHand([...this.#byHand.keys()], this.#free());
    for (const one of byHand) this.#serve(this.#byHand, one.id, this.#deliverByHand(one, signal));
    return 'idle';
  }

  /** Whatever is under way has ended. */
  async settled(): Promise<void> {
    await Promise.all([...this.#endpoints.values(), ...this.#byHand.values()]);
  }

  #free(): number {
    return Math.max(0, this.parts.config.concurrency - this.#endpoints.size - this.#byHand.size);
  }

  #serve<I extends string>(busy: Map<I, Promise<void>>, id: I, work: Promise<void>): void {
    const served = work
      .catch((error: unknown) => this.parts.logger.warn({ err: error, id }, 'a webhook cannot be served now'))
      .finally(() => busy.delete(id));
    busy.set(id, served);
  }

  /** Some of an endpoint's events; others have their turn then. */
  async #deliver(webhook: DueWebhook, signal: AbortSignal): Promise<void> {
    const { repository, config } = this.parts;
    const events = await repository.eventsAfter(webhook.tenantId, webhook.position, config.eventsPerTurn);
    let now: DueWebhook | null = webhook;
    for (const event of events) {
      if (now === null || signal.aborted) return;
      if (webhook.kinds?.includes(event.kind) ?? true) now = await this.#deliverEvent(now, event, signal);
    }
    const last = events.at(-1);
    if (now !== null && last !== undefined && last.sequence > now.position) await repository.pass(now, last.sequence);
  }

  /** @returns the endpoint as it is then; null where it has to wait */
  async #deliverEvent(webhook: DueWebhook, event: EventRow, signal: AbortSignal): Promise<DueWebhook | null> {
    const message = messageOfEvent(event);
    const attempt = await sendMessage(this.#sendParts(), webhook, message, signal);
    if (attempt === null) return null;
    const after = this.#after(webhook, attempt);
    this.parts.metrics.webhookAttempts.inc({ outcome: after.status });
    const goesOn = await this.parts.repository.settle(webhook, { messageId: message.id, event }, attempt, after);
    if (after.status === 'failed')
      this.parts.logger.info({ webhookId: webhook.id, reason: after.reason }, 'a webhook was disabled');
    if (!goesOn || after.status !== 'delivered') return null;
    return { ...webhook, position: event.sequence, failures: 0, failingSince: null };
  }

  #after(webhook: DueWebhook, attempt: DeliveryAttempt): AfterAttempt {
    const { config, random = Math.random } = this.parts;
    const { at, error, responseStatus } = attempt;
    if (error === null) return { status: 'delivered' };
    return afterFailure({ at, error, responseStatus, ...webhook }, config.retry, random);
  }

  async #deliverByHand(due: DueByHand, signal: AbortSignal): Promise<void> {
    const { id, event, isTest, webhook } = due;
    const message = event === null ? messageOfTest(due) : messageOfEvent(event);
    const attempt =
      event === null && !isTest
        ? { ...nothingKept, at: new Date(this.#now()) }
        : await sendMessage(this.#sendParts(), webhook, message, signal);
    if (attempt !== null) await this.parts.repository.settleByHand(id, attempt);
  }

  #sendParts(): SendParts {
    const { egress, secrets, config } = this.parts;
    return { egress, secrets, timeoutMs: config.timeoutMs, now: () => this.#now() };
  }

  #now(): number {
    return (this.parts.now ?? Date.now)();
  }
}
