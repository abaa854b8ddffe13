import { type DeliveryId, type EventKind, type TenantId, type WebhookId } from '@echocohort/shared';
import { type ColumnType, type Generated } from 'kysely';
import { type CreatedAt } from './columns.js';

export interface WebhooksTable {
  id: WebhookId;
  tenantId: TenantId;
  url: string;
  description: string | null;
  /** Null: events of every kind. */
  kinds: EventKind[] | null;
  enabled: boolean;
  /** Why it was disabled, where nobody did it by hand. */
  disabledReason: string | null;
  /** Sealed. */
  secret: string;
  /** The one before a rotation, and until when it signs as well. */
  previousSecret: string | null;
  previousUntil: Date | null;
  /** Events up to this number are dealt with. bigint comes as text. */
  position: ColumnType<string, number, number>;
  /** Of the event that is next: how often it was sent in vain, and since when. */
  failures: Generated<number>;
  failingSince: Date | null;
  nextAttemptAt: ColumnType<Date, Date | undefined, Date>;
  createdAt: CreatedAt;
}

export interface WebhookDeliveriesTable {
  id: DeliveryId;
  tenantId: TenantId;
  webhookId: WebhookId;
  /** The `webhook-id` that the receiver sees; one for a message, however often it is sent. */
  messageId: string;
  kind: string;
  /** Null for a test. */
  sequence: ColumnType<string | null, number | null, never>;
  status: 'queued' | 'retrying' | 'delivered' | 'failed';
  attempts: Generated<number>;
  /** Of the last attempt; null before the first one. */
  attemptedAt: Date | null;
  latencyMs: number | null;
  responseStatus: number | null;
  responseExcerpt: string | null;
  error: string | null;
  createdAt: CreatedAt;
}
