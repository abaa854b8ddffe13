import { tenantIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { erasureExample, erasureSchema, requestErasureSchema } from './erasure.schema.js';

const tenantId: Parameter = {
  name: 'tenantId',
  in: 'path',
  description: 'Id of a tenant',
  schema: tenantIdSchema,
  example: exampleIds.tenant,
};
const path = '/v1/tenants/{tenantId}/erasure';
const running = { ...erasureExample, status: 'running', finishedAt: null, erased: { objects: 0, rows: {} } } as const;

export const erasureOperations: readonly Operation[] = [
  {
    method: 'post',
    path,
    operationId: 'eraseTenant',
    tag: 'Tenants',
    summary: 'Erase a tenant and all that it has',
    description:
      'It is suspended at once and its runs are stopped. After an hour, when what was under way has landed, its objects, rows, keys ' +
      'and log entries go, and at last the tenant. There is no way back. Asking again changes nothing.',
    access: 'platform',
    parameters: [tenantId],
    body: { mediaType: 'application/json', schema: requestErasureSchema, example: { name: 'cardiology' } },
    answers: { 202: json('What has gone so far', erasureSchema, running) },
    problems: [400, 404, 409, 413, 415],
  },
  {
    method: 'get',
    path,
    operationId: 'getErasure',
    tag: 'Tenants',
    summary: 'What has gone of a tenant, also when it is no more',
    access: 'platform',
    parameters: [tenantId],
    answers: { 200: json('The report', erasureSchema, erasureExample) },
    problems: [400, 404],
  },
];
