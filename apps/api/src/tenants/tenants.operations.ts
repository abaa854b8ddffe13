import { tenantIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { idempotencyKeyParameter } from '../runs/idempotency.js';
import {
  changeTenantSchema,
  createdTenantExample,
  createdTenantSchema,
  createTenantSchema,
  tenantDetailExample,
  tenantDetailSchema,
  tenantExample,
  tenantPageSchema,
} from './tenants.schema.js';

const tenantId: Parameter = {
  name: 'tenantId',
  in: 'path',
  description: 'Id of a tenant',
  schema: tenantIdSchema,
  example: exampleIds.tenant,
};

const tag = 'Tenants';

export const tenantsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/tenant',
    operationId: 'getOwnTenant',
    tag,
    summary: 'The own tenant, its caps and where they stand',
    access: 'read',
    answers: { 200: json('The tenant', tenantDetailSchema, tenantDetailExample) },
  },
  {
    method: 'post',
    path: '/v1/tenants',
    operationId: 'createTenant',
    tag,
    summary: 'Make a tenant and its first key',
    description: 'The answer is the one time that the secret of the key is shown.',
    access: 'platform',
    parameters: [idempotencyKeyParameter],
    body: {
      mediaType: 'application/json',
      schema: createTenantSchema,
      example: { name: tenantExample.name, weight: 1, caps: { queuedSamples: 100_000 } },
    },
    answers: {
      201: {
        ...json('The tenant and its first key', createdTenantSchema, createdTenantExample),
        headers: { Location: 'The tenant' },
      },
    },
    problems: [400, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/tenants',
    operationId: 'listTenants',
    tag,
    summary: 'All tenants, newest first',
    access: 'platform',
    parameters: pageParameters('A tenant id', tenantIdSchema),
    answers: { 200: json('A page of tenants', tenantPageSchema, { items: [tenantExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/tenants/{tenantId}',
    operationId: 'getTenant',
    tag,
    summary: 'A tenant, its caps and where they stand',
    access: 'platform',
    parameters: [tenantId],
    answers: { 200: json('The tenant', tenantDetailSchema, tenantDetailExample) },
    problems: [400, 404],
  },
  {
    method: 'patch',
    path: '/v1/tenants/{tenantId}',
    operationId: 'changeTenant',
    tag,
    summary: 'Change weight and caps of a tenant, suspend it, or let it go on',
    description:
      'A suspended tenant gets 403 with the reason to every request, and nothing more of its runs is begun until it goes on. ' +
      'Further processes of the API know within 30 seconds.',
    access: 'platform',
    parameters: [tenantId],
    body: {
      mediaType: 'application/json',
      schema: changeTenantSchema,
      example: { weight: 2, caps: { samplesPerDay: 50_000, queuedSamples: null } },
    },
    answers: { 200: json('The tenant as it is now', tenantDetailSchema, tenantDetailExample) },
    problems: [400, 404, 409, 413, 415],
  },
];
