import { newDeliveryId, type EventKind, type TenantId, type WebhookId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type Schema } from '../database/schema.js';
import { type EventRow } from '../events/events.repository.js';
import { type DeliveryStatus } from './webhooks.repository.js';

/** Where something is to be sent, and with which secrets, sealed. */
export interface Receiver {
  readonly id: WebhookId;
  readonly tenantId: TenantId;
  readonly url: string;
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousUntil: Date | null;
}

/** An endpoint whose next event is to be sent. */
export interface DueWebhook extends Receiver {
  readonly kinds: readonly EventKind[] | null;
  readonly position: number;
  readonly failures: number;
  readonly failingSince: Date | null;
}

/** What came of sending a message. */
export interface DeliveryAttempt {
  readonly at: Date;
  readonly latencyMs: number;
  /** Null where no answer came. */
  readonly responseStatus: number | null;
  readonly responseExcerpt: string | null;
  /** Null where the message was taken. */
  readonly error: string | null;
}

/** How it goes on with an endpoint and the event that was sent to it. */
export type AfterAttempt =
  | { readonly status: 'delivered' }
  | { readonly status: 'retrying'; readonly nextAttemptAt: Date }
  | { readonly status: 'failed'; readonly reason: string };

export interface SentEvent {
  readonly messageId: string;
  readonly event: EventRow;
}

/** In the transaction of whoever calls it. @returns whether the endpoint is to go on */
export const settle = async (
  trx: Transaction<Schema>,
  webhook: DueWebhook,
  sent: SentEvent,
  attempt: DeliveryAttempt,
  after: AfterAttempt,
): Promise<boolean> => {
  const isEnabled = await move(trx, webhook, sent, attempt, after);
  if (isEnabled === null) return false;
  await log(trx, webhook, sent, attempt, after.status);
  if (after.status === 'failed') await tellDisabled(trx, webhook, sent, after.reason);
  return isEnabled;
};

/** @returns null where it is not what it was */
const move = async (
  trx: Transaction<Schema>,
  { id, position }: DueWebhook,
  { event }: SentEvent,
  { at }: DeliveryAttempt,
  after: AfterAttempt,
): Promise<boolean | null> => {
  const well = { failures: 0, failingSince: null, nextAttemptAt: at };
  const ill = { failures: sql<number>`failures + 1`, failingSince: sql<Date>`coalesce(failing_since, ${at})` };
  const columns = {
    delivered: { ...well, position: event.sequence },
    retrying: { ...ill, ...(after.status === 'retrying' && { nextAttemptAt: after.nextAttemptAt }) },
    failed: { ...ill, ...(after.status === 'failed' && { enabled: false, disabledReason: after.reason }) },
  }[after.status];
  const row = await trx
    .updateTable('webhooks')
    .set(columns)
    .where('id', '=', id)
    .where(sql<boolean>`position = ${position}::bigint`)
    .returning('enabled')
    .executeTakeFirst();
  return row?.enabled ?? null;
};

const log = async (
  trx: Transaction<Schema>,
  { id: webhookId, tenantId }: DueWebhook,
  { messageId, event: { kind, sequence } }: SentEvent,
  { at: attemptedAt, ...facts }: DeliveryAttempt,
  status: DeliveryStatus,
): Promise<void> => {
  const last = { ...facts, attemptedAt, status };
  await trx
    .insertInto('webhookDeliveries')
    .values({ id: newDeliveryId(), tenantId, webhookId, messageId, kind, sequence, attempts: 1, ...last })
    .onConflict((conflict) =>
      conflict
        .columns(['webhookId', 'messageId'])
        .doUpdateSet({ ...last, attempts: sql<number>`webhook_deliveries.attempts + 1` }),
    )
    .execute();
};

const tellDisabled = async (
  trx: Transaction<Schema>,
  { id: subjectId, tenantId }: DueWebhook,
  { event: { sequence: undelivered } }: SentEvent,
  reason: string,
): Promise<void> => {
  const payload = JSON.stringify({ subjectId, data: { reason, undelivered } });
  await trx.insertInto('outbox').values({ tenantId, topic: 'webhook.disabled', payload }).execute();
};
