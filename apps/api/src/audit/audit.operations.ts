import { auditEntryIdSchema } from '@echocohort/shared';
import { json, type Operation } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { auditEntryExample, auditPageSchema } from './audit.schema.js';

export const auditOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/audit-log',
    operationId: 'listAuditLog',
    tag: 'Tenants',
    summary: 'Calls that may have changed something, newest first',
    description:
      'Every call with a key of this tenant that is no GET, refused ones too unless by the rate limit. Entries appear right after the answer ' +
      'and are kept for a year.',
    access: 'admin',
    parameters: pageParameters('The id of an entry', auditEntryIdSchema),
    answers: { 200: json('A page of entries', auditPageSchema, { items: [auditEntryExample], next: null }) },
    problems: [400],
  },
];
