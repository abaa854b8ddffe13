import { deliveryIdSchema, webhookIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { idempotencyKeyParameter } from '../runs/idempotency.js';
import {
  changeWebhookSchema,
  createWebhookExample,
  createWebhookSchema,
  deliveryExample,
  deliveryPageSchema,
  deliverySchema,
  webhookExample,
  webhookPageSchema,
  webhookSchema,
  webhookWithSecretExample,
  webhookWithSecretSchema,
} from './webhooks.schema.js';

const webhookId: Parameter = {
  name: 'webhookId',
  in: 'path',
  description: 'Id of a webhook',
  schema: webhookIdSchema,
  example: exampleIds.webhook,
};

const deliveryId: Parameter = {
  name: 'deliveryId',
  in: 'path',
  description: 'Id of a delivery',
  schema: deliveryIdSchema,
  example: exampleIds.delivery,
};

const tag = 'Webhooks';
const access = 'admin';

const aboutCreating = `Every event from now on is sent as a POST of \`{type, timestamp, data}\`, where \`data\` is the event as \`GET /v1/events\` shows it,
signed as [Standard Webhooks](https://www.standardwebhooks.com) has it. The answer is the one time that the secret is shown.

An endpoint gets its events in order, each at least once and under one \`webhook-id\`: keep the ids that you have dealt with for a week and
pass over what comes again. Refuse what is older than five minutes: a message that is sent again has a new \`webhook-timestamp\`.
Answer 2xx within 15 s. Anything else, a redirect too, is tried again, in 5 s at first and then ever more rarely; after a day the
webhook is disabled, as it is at once by 410, and an event says so.`;

export const webhooksOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/webhooks',
    operationId: 'createWebhook',
    access,
    tag,
    summary: 'Have events sent to a URL',
    description: aboutCreating,
    parameters: [idempotencyKeyParameter],
    body: { mediaType: 'application/json', schema: createWebhookSchema, example: createWebhookExample },
    answers: {
      201: {
        ...json('The webhook and its secret', webhookWithSecretSchema, webhookWithSecretExample),
        headers: { Location: 'The webhook' },
      },
    },
    problems: [400, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/webhooks',
    operationId: 'listWebhooks',
    access,
    tag,
    summary: 'Webhooks, newest first',
    parameters: pageParameters('A webhook id', webhookIdSchema),
    answers: { 200: json('A page of webhooks', webhookPageSchema, { items: [webhookExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/webhooks/{webhookId}',
    operationId: 'getWebhook',
    access,
    tag,
    summary: 'A webhook, and whether it takes what it is sent',
    parameters: [webhookId],
    answers: { 200: json('The webhook', webhookSchema, webhookExample) },
    problems: [400, 404],
  },
  {
    method: 'patch',
    path: '/v1/webhooks/{webhookId}',
    operationId: 'changeWebhook',
    access,
    tag,
    summary: 'Change, disable or enable a webhook',
    description:
      'Its next event is sent at once. A webhook that is enabled again goes on where it was, as far as events are kept.',
    parameters: [webhookId],
    body: { mediaType: 'application/json', schema: changeWebhookSchema, example: { enabled: true, kinds: null } },
    answers: { 200: json('The webhook', webhookSchema, webhookExample) },
    problems: [400, 404, 413, 415],
  },
  {
    method: 'delete',
    path: '/v1/webhooks/{webhookId}',
    operationId: 'deleteWebhook',
    access,
    tag,
    summary: 'Delete a webhook and what is known of its deliveries',
    parameters: [webhookId],
    answers: { 204: { description: 'It is gone' } },
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/v1/webhooks/{webhookId}/rotate-secret',
    operationId: 'rotateWebhookSecret',
    access,
    tag,
    summary: 'Make a new secret',
    description:
      'For 24 hours both secrets sign, so that a receiver which knows either is content; a second rotation ends that of before.',
    parameters: [webhookId],
    answers: { 200: json('The webhook and its new secret', webhookWithSecretSchema, webhookWithSecretExample) },
    problems: [400, 404, 409],
  },
  {
    method: 'post',
    path: '/v1/webhooks/{webhookId}/test',
    operationId: 'testWebhook',
    access,
    tag,
    summary: 'Send a message that says nothing, once',
    description: 'Of the kind `webhook.test`, also to a webhook that is disabled.',
    parameters: [webhookId],
    answers: {
      202: json('The delivery', deliverySchema, {
        ...deliveryExample,
        ...{ kind: 'webhook.test', sequence: null, status: 'queued', attempts: 0, lastAttempt: null },
      }),
    },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/webhooks/{webhookId}/deliveries',
    operationId: 'listDeliveries',
    access,
    tag,
    summary: 'What was sent, newest first; kept for 7 days',
    parameters: [webhookId, ...pageParameters('A delivery id', deliveryIdSchema)],
    answers: { 200: json('A page of deliveries', deliveryPageSchema, { items: [deliveryExample], next: null }) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}',
    operationId: 'getDelivery',
    access,
    tag,
    summary: 'A delivery, and what its receiver said',
    parameters: [webhookId, deliveryId],
    answers: { 200: json('The delivery', deliverySchema, deliveryExample) },
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
    operationId: 'redeliver',
    access,
    tag,
    summary: 'Send a message once more, out of order',
    description: 'Under the same `webhook-id`. One that is tried again anyway has its next attempt now.',
    parameters: [webhookId, deliveryId],
    answers: { 202: json('The delivery', deliverySchema, { ...deliveryExample, status: 'queued' }) },
    problems: [400, 404],
  },
];
