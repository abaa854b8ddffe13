import { type DeliveryId, type EventKind, type TenantId, type WebhookId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { type EventRow } from '../events/events.repository.js';
import {
  settle,
  type AfterAttempt,
  type DeliveryAttempt,
  type DueWebhook,
  type Receiver,
  type SentEvent,
} from './settle-delivery.js';

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
    return this.database.db.transaction().execute((trx) => settle(trx, webhook, sent, attempt, after));
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
