import { type DeliveryRow, type WebhookRow } from '@echocohort/platform';
import { type DeliveryView, type WebhookView } from './webhooks.schema.js';

const statusOf = ({ enabled, failures }: WebhookRow): WebhookView['status'] => {
  if (!enabled) return 'disabled';
  return failures > 0 ? 'failing' : 'active';
};

const inFuture = (time: Date | null): string | null => (time !== null && time > new Date() ? time.toISOString() : null);

export const webhookView = (row: WebhookRow): WebhookView => {
  const { id, url, description, kinds, enabled, disabledReason, position: through, failures } = row;
  const self = `/v1/webhooks/${id}`;
  const status = statusOf(row);
  return {
    ...{ id, url, description, kinds: kinds && [...kinds], enabled, status, disabledReason, through, failures },
    failingSince: row.failingSince?.toISOString() ?? null,
    nextAttemptAt: status === 'failing' ? row.nextAttemptAt.toISOString() : null,
    previousSecretUntil: inFuture(row.previousUntil),
    createdAt: row.createdAt.toISOString(),
    links: { self, deliveries: `${self}/deliveries`, test: `${self}/test`, rotateSecret: `${self}/rotate-secret` },
  };
};

const lastAttemptOf = (row: DeliveryRow): DeliveryView['lastAttempt'] =>
  row.attemptedAt && {
    at: row.attemptedAt.toISOString(),
    latencyMs: row.latencyMs ?? 0,
    ...{ status: row.responseStatus, excerpt: row.responseExcerpt, error: row.error },
  };

export const deliveryView = (row: DeliveryRow): DeliveryView => {
  const { id, webhookId, messageId, kind, sequence, status, attempts, createdAt } = row;
  const self = `/v1/webhooks/${webhookId}/deliveries/${id}`;
  return {
    ...{ id, webhookId, messageId, kind, sequence, status, attempts, lastAttempt: lastAttemptOf(row) },
    createdAt: createdAt.toISOString(),
    links: { self, redeliver: `${self}/redeliver` },
  };
};
