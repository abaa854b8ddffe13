import { newDeliveryId, type DeliveryId, type EventKind, type TenantId, type WebhookId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
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

/** A message that somebody asked for by hand. */
export interface DueByHand {
  readonly id: DeliveryId;
  readonly messageId: string;
  readonly createdAt: Date;
  readonly webhook: Receiver;
  /** Null for a test, and for an event that is kept no longer. */
  readonly event: EventRow | null;
  readonly isTest: boolean;
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

const receiverColumns = sql`webhooks.id, webhooks.tenant_id, url, secret, previous_secret, previous_until`;

/** Endpoints and messages whose time has come: the leader's view, over all tenants. */
export class DueWebhooksRepository {
  constructor(private readonly database: Database) {}

  /**
   * Endpoints that have events to come, one of each tenant before a second one of any, those first that wait longest.
   * @param but those that are being served
   */
  async due(now: Date, but: readonly WebhookId[], limit: number): Promise<DueWebhook[]> {
    const { rows } = await sql<DueWebhook>`
      select ${receiverColumns}, kinds, position::double precision as position, failures, failing_since from webhooks
      join (
        select webhooks.id, row_number() over (partition by tenant_id order by next_attempt_at, webhooks.id) as turn
        from webhooks join tenants on tenants.id = tenant_id
        where enabled and next_attempt_at <= ${now} and suspended_reason is null and not webhooks.id = any(${[...but]}::text[])
          and exists (select from events where events.tenant_id = webhooks.tenant_id and sequence > position)
      ) as due on due.id = webhooks.id
      order by turn, next_attempt_at limit ${limit}`.execute(this.database.db);
    return rows;
  }

  /** @param but those that are being sent */
  async byHand(but: readonly DeliveryId[], limit: number): Promise<DueByHand[]> {
    const { rows } = await sql<ByHandRow>`
      select ${receiverColumns}, deliveries.id as delivery_id, message_id, deliveries.created_at,
        deliveries.sequence::double precision as sequence, events.kind, subject_id, data, at
      from webhook_deliveries as deliveries join webhooks on webhooks.id = webhook_id
      left join events on events.sequence = deliveries.sequence and events.tenant_id = deliveries.tenant_id
      where deliveries.status = 'queued' and not deliveries.id = any(${[...but]}::text[])
      order by deliveries.id limit ${limit}`.execute(this.database.db);
    return rows.map(dueByHand);
  }

  /** What follows a position, whatever its kind. */
  async eventsAfter(tenantId: TenantId, position: number, limit: number): Promise<EventRow[]> {
    const { rows } = await sql<EventRow>`
      select sequence::double precision as sequence, kind, subject_id, data, at from events
      where tenant_id = ${tenantId} and sequence > ${position}::bigint order by sequence limit ${limit}`.execute(
      this.database.db,
    );
    return rows;
  }

  /** Passes over events that an endpoint does not want. @returns false where it has moved or gone meanwhile */
  async pass({ id, position }: DueWebhook, to: number): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update webhooks set position = ${to}::bigint where id = ${id} and position = ${position}::bigint`.execute(
      this.database.db,
    );
    return numAffectedRows === 1n;
  }

  /**
   * Writes down what came of sending an event, and moves the endpoint, in one transaction.
   * @returns whether it is to go on: not where somebody else has moved it, changed it to be silent or deleted it
   */
  settle(webhook: DueWebhook, sent: SentEvent, attempt: DeliveryAttempt, after: AfterAttempt): Promise<boolean> {
    return this.database.db.transaction().execute(async (trx) => {
      const isEnabled = await move(trx, webhook, sent, attempt, after);
      if (isEnabled === null) return false;
      await log(trx, webhook, sent, attempt, after.status);
      if (after.status === 'failed') await tellDisabled(trx, webhook, sent, after.reason);
      return isEnabled;
    });
  }

  async settleByHand(id: DeliveryId, attempt: DeliveryAttempt): Promise<void> {
    const { at: attemptedAt, ...facts } = attempt;
    const status = attempt.error === null ? 'delivered' : 'failed';
    await this.database.db
      .updateTable('webhookDeliveries')
      .set({ ...facts, attemptedAt, status, attempts: sql<number>`attempts + 1` })
      .where('id', '=', id)
      .execute();
  }
}

export interface SentEvent {
  readonly messageId: string;
  readonly event: EventRow;
}

interface ByHandRow extends Receiver, Omit<EventRow, 'sequence' | 'kind'> {
  readonly deliveryId: DeliveryId;
  readonly messageId: string;
  readonly createdAt: Date;
  readonly sequence: number | null;
  readonly kind: EventKind | null;
}

const dueByHand = (row: ByHandRow): DueByHand => {
  const { deliveryId, messageId, createdAt, sequence, kind, subjectId, data, at, ...webhook } = row;
  const event = sequence === null || kind === null ? null : { sequence, kind, subjectId, data, at };
  return { id: deliveryId, messageId, createdAt, webhook, event, isTest: sequence === null };
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
