import { apiKeyIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { idempotencyKeyParameter } from '../runs/idempotency.js';
import {
  createdKeyExample,
  createdKeySchema,
  createKeySchema,
  keyExample,
  keyPageSchema,
  keySchema,
} from './keys.schema.js';

const keyId: Parameter = {
  name: 'keyId',
  in: 'path',
  description: 'Id of a key',
  schema: apiKeyIdSchema,
  example: exampleIds.key,
};

export const keysOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/keys',
    operationId: 'createKey',
    tag: 'Tenants',
    summary: 'Make an API key of the own tenant',
    description: 'The answer is the one time that its secret is shown.',
    access: 'admin',
    parameters: [idempotencyKeyParameter],
    body: {
      mediaType: 'application/json',
      schema: createKeySchema,
      example: { name: keyExample.name, scopes: ['read', 'write'] },
    },
    answers: { 201: json('The key and its secret', createdKeySchema, createdKeyExample) },
    problems: [400, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/keys',
    operationId: 'listKeys',
    tag: 'Tenants',
    summary: 'Keys of the own tenant, newest first, revoked ones too',
    access: 'admin',
    parameters: pageParameters('A key id', apiKeyIdSchema),
    answers: { 200: json('A page of keys', keyPageSchema, { items: [keyExample], next: null }) },
    problems: [400],
  },
  {
    method: 'post',
    path: '/v1/keys/{keyId}/revoke',
    operationId: 'revokeKey',
    tag: 'Tenants',
    summary: 'End a key',
    description:
      'It is refused from now on, by further processes of the API within 30 seconds. Revoking a revoked key changes nothing; the ' +
      'key that the request comes with is a conflict.',
    access: 'admin',
    parameters: [keyId],
    answers: { 200: json('The revoked key', keySchema, { ...keyExample, revokedAt: '2026-11-25T09:31:00.000Z' }) },
    problems: [400, 404, 409],
  },
];
