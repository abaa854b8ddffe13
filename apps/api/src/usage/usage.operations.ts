import { tenantIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { daySchema, usageExample, usageSchema } from './usage.schema.js';

const period: readonly Parameter[] = [
  { name: 'from', in: 'query', description: 'The first day, UTC', schema: daySchema, example: '2026-11-01' },
  {
    name: 'to',
    in: 'query',
    description: 'The last day; today when left out',
    schema: daySchema,
    example: '2026-11-30',
  },
];

const tenantId: Parameter = {
  name: 'tenantId',
  in: 'path',
  description: 'Id of a tenant',
  schema: tenantIdSchema,
  example: exampleIds.tenant,
};

const shared = {
  method: 'get',
  tag: 'Tenants',
  description: 'The last 30 days when `from` is left out, and at most 366. Up to date within a commit.',
  answers: { 200: json('Usage in all and a day', usageSchema, usageExample) },
} as const;

export const usageOperations: readonly Operation[] = [
  {
    ...shared,
    path: '/v1/usage',
    operationId: 'getOwnUsage',
    summary: 'What the own tenant has used',
    access: 'read',
    parameters: period,
    problems: [400],
  },
  {
    ...shared,
    path: '/v1/tenants/{tenantId}/usage',
    operationId: 'getTenantUsage',
    summary: 'What a tenant has used',
    access: 'platform',
    parameters: [tenantId, ...period],
    problems: [400, 404],
  },
];
