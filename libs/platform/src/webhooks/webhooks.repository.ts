import { newDeliveryId, type DeliveryId, type EventKind, type TenantId, type WebhookId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Page } from '../persistence/page.js';

export interface NewWebhook {
  /** Where it was asked for before its secret was sealed: the seal holds for this id alone. */
  readonly id: WebhookId;
  readonly url: string;
  readonly description: string | null;
  /** Null: events of every kind, those that come later too. */
  readonly kinds: readonly EventKind[] | null;
  readonly enabled: boolean;
  /** Sealed. */
  readonly secret: string;
  /** Events after this number are sent. */
  readonly position: number;
}

export interface WebhookChange {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly kinds?: readonly EventKind[] | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** An endpoint as it can be shown at any time: without its secrets. */
export interface WebhookRow extends Omit<NewWebhook, 'secret'> {
  /** Why it was disabled, where nobody did it by hand. */
  readonly disabledReason: string | null;
  readonly previousUntil: Date | null;
  /** How often the next event was sent in vain, since when, and when it is sent again. */
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly nextAttemptAt: Date;
  readonly createdAt: Date;
}

export const deliveryStatuses = ['queued', 'retrying', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** A message to an endpoint, and what its receiver said at the last attempt. */
export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly webhookId: WebhookId;
  readonly messageId: string;
  readonly kind: string;
  /** Of the event; null for a test. */
  readonly sequence: number | null;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly attemptedAt: Date | null;
  readonly latencyMs: number | null;
  readonly responseStatus: number | null;
  readonly responseExcerpt: string | null;
  readonly error: string | null;
  readonly createdAt: Date;
}

export const testKind = 'webhook.test';

const shown = sql`
  id, url, description, kinds, enabled, disabled_reason, position::double precision as position, previous_until, failures,
  failing_since, next_attempt_at, created_at`;
const shownDelivery = sql`
  id, webhook_id, message_id, kind, sequence::double precision as sequence, status, attempts, attempted_at, latency_ms,
  response_status, response_excerpt, error, created_at`;

/** A tenant's endpoints, and what was sent to them. */
export class WebhooksRepository {
  constructor(private readonly database: TenantDatabase) {}

  /** Nothing when the tenant has `most` of them. Those who ask at the same moment may get one more. */
  create(tenantId: TenantId, webhook: NewWebhook, most: number): Promise<WebhookRow | null> {
    const { id, url, description, kinds, enabled, secret, position } = webhook;
    return this.#first(
      tenantId,
      sql<WebhookRow>`
        insert into webhooks (id, tenant_id, url, description, kinds, enabled, secret, position)
        select ${id}, ${tenantId}, ${url}, ${description}, ${kinds && [...kinds]}::text[], ${enabled}::boolean, ${secret},
          ${position}::bigint
        where (select count(*) from webhooks where tenant_id = ${tenantId}) < ${most}::integer
        returning ${shown}`,
    );
  }

  /** Newest first. */
  async list(tenantId: TenantId, { after, limit }: Page<WebhookId>): Promise<WebhookRow[]> {
    const older = after === undefined ? sql`true` : sql`id < ${after}`;
    const query = sql<WebhookRow>`
      select ${shown} from webhooks where tenant_id = ${tenantId} and ${older} order by id desc limit ${limit}`;
    return (await this.database.asTenant(tenantId, (trx) => query.execute(trx))).rows;
  }

  find(tenantId: TenantId, id: WebhookId): Promise<WebhookRow | null> {
    return this.#first(
      tenantId,
      sql<WebhookRow>`select ${shown} from webhooks where tenant_id = ${tenantId} and id = ${id}`,
    );
  }

  /** What has failed so far is forgotten, and the next event sent at once. @returns null when the tenant has no such endpoint */
  async update(tenantId: TenantId, id: WebhookId, change: WebhookChange): Promise<WebhookRow | null> {
    const { url, description, kinds, enabled } = change;
    const columns = {
      ...(url !== undefined && { url }),
      ...(description !== undefined && { description }),
      ...(kinds !== undefined && { kinds: kinds && [...kinds] }),
      ...(enabled !== undefined && { enabled, disabledReason: null }),
    };
    await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('webhooks')
        .set({ ...columns, failures: 0, failingSince: null, nextAttemptAt: sql<Date>`now()` })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .execute(),
    );
    return this.find(tenantId, id);
  }

  /** The secret until now signs as well for `overlapMs`. @returns null when the tenant has no such endpoint */
  rotate(tenantId: TenantId, id: WebhookId, secret: string, overlapMs: number): Promise<WebhookRow | null> {
    return this.#first(
      tenantId,
      sql<WebhookRow>`
        update webhooks set previous_secret = secret, previous_until = now() + make_interval(secs => ${overlapMs / 1_000}),
          secret = ${secret}
        where tenant_id = ${tenantId} and id = ${id} returning ${shown}`,
    );
  }

  /** With its deliveries. @returns false when the tenant has no such endpoint */
  async delete(tenantId: TenantId, id: WebhookId): Promise<boolean> {
    const { numDeletedRows } = await this.database.asTenant(tenantId, (trx) =>
      trx.deleteFrom('webhooks').where('tenantId', '=', tenantId).where('id', '=', id).executeTakeFirst(),
    );
    return numDeletedRows > 0n;
  }

  /** Newest first. */
  async deliveries(tenantId: TenantId, id: WebhookId, { after, limit }: Page<DeliveryId>): Promise<DeliveryRow[]> {
    const older = after === undefined ? sql`true` : sql`id < ${after}`;
    const query = sql<DeliveryRow>`
      select ${shownDelivery} from webhook_deliveries
      where tenant_id = ${tenantId} and webhook_id = ${id} and ${older} order by id desc limit ${limit}`;
    return (await this.database.asTenant(tenantId, (trx) => query.execute(trx))).rows;
  }

  delivery(tenantId: TenantId, id: WebhookId, deliveryId: DeliveryId): Promise<DeliveryRow | null> {
    return this.#first(
      tenantId,
      sql<DeliveryRow>`
        select ${shownDelivery} from webhook_deliveries
        where tenant_id = ${tenantId} and webhook_id = ${id} and id = ${deliveryId}`,
    );
  }

  /** A message that says nothing, sent once. Null when the tenant has no such endpoint. */
  test(tenantId: TenantId, id: WebhookId): Promise<DeliveryRow | null> {
    const deliveryId = newDeliveryId();
    return this.#first(
      tenantId,
      sql<DeliveryRow>`
        insert into webhook_deliveries (id, tenant_id, webhook_id, message_id, kind, status)
        select ${deliveryId}, tenant_id, id, ${deliveryId.replace('dlv', 'test')}, ${testKind}, 'queued'
        from webhooks where tenant_id = ${tenantId} and id = ${id} returning ${shownDelivery}`,
    );
  }

  /** Once more, by hand and out of order. One that is tried again anyway has its next attempt now. */
  redeliver(tenantId: TenantId, id: WebhookId, deliveryId: DeliveryId): Promise<DeliveryRow | null> {
    return this.#first(
      tenantId,
      sql<DeliveryRow>`
        with hastened as (update webhooks set next_attempt_at = now() where tenant_id = ${tenantId} and id = ${id})
        update webhook_deliveries set status = case when status = 'retrying' then status else 'queued' end
        where tenant_id = ${tenantId} and webhook_id = ${id} and id = ${deliveryId} returning ${shownDelivery}`,
    );
  }

  async #first<R>(tenantId: TenantId, query: ReturnType<typeof sql<R>>): Promise<R | null> {
    const { rows } = await this.database.asTenant(tenantId, (trx) => query.execute(trx));
    return rows[0] ?? null;
  }
}
