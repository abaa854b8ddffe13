import { deliveryStatuses } from '@echocohort/platform';
import { deliveryIdSchema, type EventKind, eventKinds, webhookIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { eventKindSchema } from '../events/events.schema.js';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { shortText } from '../http/short-text.schema.js';
import { exampleIds } from '../openapi/examples.js';

const urlError = 'expected a URL of 2048 characters at most';
const url = z
  .string({ error: urlError })
  .max(2_048, { error: urlError })
  // What a header or PostgreSQL could not hold is in no URL either.
  .refine((text) => !/\p{Cc}/u.test(text), { error: urlError })
  .meta({
    description:
      'https://, without credentials, of a public address; checked again at every connection. No redirect is followed',
    examples: ['https://receiver.example.org/echocohort'],
  });
const description = shortText('a description').nullable();
const kinds = z
  .array(eventKindSchema, { error: 'expected kinds of events' })
  .min(1, { error: 'expected at least one kind, or null for all' })
  .max(eventKinds.length, { error: 'expected each kind once' })
  .transform((some): EventKind[] => [...new Set(some)])
  .nullable()
  .meta({ description: 'Events of these kinds; null is every kind, also those that come later' });
const enabled = z.boolean({ error: 'expected true or false' });

export const createWebhookSchema = z
  .strictObject({
    url,
    description: description.default(null),
    kinds: kinds.default(null),
    enabled: enabled.default(true),
  })
  .meta({ id: 'CreateWebhook', description: 'Where events are to be sent' });
export type CreateWebhook = z.output<typeof createWebhookSchema>;

export const changeWebhookSchema = z
  .strictObject({ url, description, kinds, enabled })
  .partial()
  .meta({ id: 'ChangeWebhook', description: 'What is to change; what is left out stays' });
export type ChangeWebhook = z.output<typeof changeWebhookSchema>;

export const webhookSchema = z
  .object({
    id: webhookIdSchema,
    url: z.string(),
    description: z.string().nullable(),
    kinds: z.array(eventKindSchema).nullable(),
    enabled: z.boolean(),
    status: z.enum(['active', 'failing', 'disabled']).meta({
      description: 'failing: its next event is sent again and again. disabled: by hand, or for the reason beside it',
    }),
    disabledReason: z.string().nullable(),
    through: z.int().meta({ description: 'Events up to this number are sent, or not of its kinds' }),
    failures: z.int().meta({ description: 'How often its next event was sent in vain' }),
    failingSince: z.iso.datetime().nullable(),
    nextAttemptAt: z.iso.datetime().nullable().meta({ description: 'Of a failing one' }),
    previousSecretUntil: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'After a rotation: until then the secret of before signs as well' }),
    createdAt: z.iso.datetime(),
    links: z.object({ self: z.string(), deliveries: z.string(), test: z.string(), rotateSecret: z.string() }),
  })
  .meta({ id: 'Webhook', description: 'An endpoint that events are sent to, without its secret' });
export type WebhookView = z.infer<typeof webhookSchema>;

export const webhookWithSecretSchema = webhookSchema
  .extend({
    secret: z
      .string()
      .nullable()
      .meta({ description: 'What signs the messages. Shown this once; null in the answer to a repeated request' }),
  })
  .meta({ id: 'WebhookWithSecret', description: 'A webhook and its new secret' });
export type WebhookWithSecret = z.infer<typeof webhookWithSecretSchema>;

export const webhookPageSchema = pageOf(webhookSchema).meta({ id: 'WebhookPage' });
export type WebhookPage = z.infer<typeof webhookPageSchema>;
export const webhookPageQuerySchema = pageQuery(webhookIdSchema);
export type WebhookPageQuery = z.infer<typeof webhookPageQuerySchema>;

export const deliverySchema = z
  .object({
    id: deliveryIdSchema,
    webhookId: webhookIdSchema,
    messageId: z.string().meta({ description: 'The `webhook-id` that its receiver sees, the same at every attempt' }),
    kind: z.string().meta({ description: 'Of the event; `webhook.test` for a test' }),
    sequence: z.int().nullable().meta({ description: 'Number of the event; null for a test' }),
    status: z.enum(deliveryStatuses).meta({
      description: 'queued: asked for by hand. retrying: sent again later. failed: given up',
    }),
    attempts: z.int(),
    lastAttempt: z
      .object({
        at: z.iso.datetime(),
        latencyMs: z.int(),
        status: z.int().nullable().meta({ description: 'Of the answer; null where none came' }),
        excerpt: z.string().nullable().meta({ description: 'The first 1024 bytes of the answer' }),
        error: z.string().nullable().meta({ description: 'Why it does not count as taken' }),
      })
      .nullable(),
    createdAt: z.iso.datetime(),
    links: z.object({ self: z.string(), redeliver: z.string() }),
  })
  .meta({ id: 'Delivery', description: 'A message to a webhook, and what its receiver said' });
export type DeliveryView = z.infer<typeof deliverySchema>;

export const deliveryPageSchema = pageOf(deliverySchema).meta({ id: 'DeliveryPage' });
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;
export const deliveryPageQuerySchema = pageQuery(deliveryIdSchema);
export type DeliveryPageQuery = z.infer<typeof deliveryPageQuerySchema>;

const id = webhookIdSchema.parse(exampleIds.webhook);
const deliveryId = deliveryIdSchema.parse(exampleIds.delivery);
const self = `/v1/webhooks/${id}`;

export const createWebhookExample: z.input<typeof createWebhookSchema> = {
  url: 'https://receiver.example.org/echocohort',
  description: 'tells the registry',
  kinds: ['cohort.succeeded', 'cohort.failed'],
};

export const webhookExample: WebhookView = {
  id,
  url: createWebhookExample.url,
  description: 'tells the registry',
  kinds: ['cohort.succeeded', 'cohort.failed'],
  enabled: true,
  status: 'active',
  disabledReason: null,
  through: 4711,
  failures: 0,
  failingSince: null,
  nextAttemptAt: null,
  previousSecretUntil: null,
  createdAt: '2026-11-30T09:00:00.000Z',
  links: { self, deliveries: `${self}/deliveries`, test: `${self}/test`, rotateSecret: `${self}/rotate-secret` },
};

export const webhookWithSecretExample: WebhookWithSecret = {
  ...webhookExample,
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
};

export const deliveryExample: DeliveryView = {
  id: deliveryId,
  webhookId: id,
  messageId: 'evt_4711',
  kind: 'cohort.succeeded',
  sequence: 4711,
  status: 'delivered',
  attempts: 1,
  lastAttempt: { at: '2026-11-30T09:31:00.500Z', latencyMs: 84, status: 204, excerpt: null, error: null },
  createdAt: '2026-11-30T09:31:00.600Z',
  links: { self: `${self}/deliveries/${deliveryId}`, redeliver: `${self}/deliveries/${deliveryId}/redeliver` },
};
