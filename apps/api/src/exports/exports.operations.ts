import { exportIdSchema, tenantIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import {
  exportExample,
  exportPageSchema,
  exportPartExample,
  exportPartPageSchema,
  exportSchema,
  partNumberSchema,
} from './exports.schema.js';

const exportId: Parameter = {
  name: 'exportId',
  in: 'path',
  description: 'Id of an export',
  schema: exportIdSchema,
  example: exampleIds.export,
};
const tenantId: Parameter = {
  name: 'tenantId',
  in: 'path',
  description: 'Id of a tenant',
  schema: tenantIdSchema,
  example: exampleIds.tenant,
};
const tag = 'Tenants';
const partParameters = pageParameters('A number of a part', partNumberSchema);
const partPage = json('A page of parts', exportPartPageSchema, { items: [exportPartExample], next: null });

export const exportsOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/exports',
    operationId: 'requestExport',
    tag,
    summary: 'Copy all that names the own tenant',
    description:
      'Every row of every table, a line of JSON each, and a list of all objects with their SHA-256; no secret and no hash of one. ' +
      'It takes a while: `export.ready` says when it is there, and it is kept for 7 days. What changes meanwhile may be in it ' +
      'or not. While one is under way, asking again changes nothing.',
    access: 'admin',
    answers: { 202: json('How far it is', exportSchema, exportExample) },
  },
  {
    method: 'get',
    path: '/v1/exports',
    operationId: 'listExports',
    tag,
    summary: 'Exports of the own tenant, newest first',
    access: 'admin',
    parameters: pageParameters('An export id', exportIdSchema),
    answers: { 200: json('A page of exports', exportPageSchema, { items: [exportExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/exports/{exportId}',
    operationId: 'getExport',
    tag,
    summary: 'An export, what it holds and how far it is',
    access: 'admin',
    parameters: [exportId],
    answers: { 200: json('The export', exportSchema, exportExample) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/exports/{exportId}/parts',
    operationId: 'listExportParts',
    tag,
    summary: 'Its files, each by a signed URL',
    access: 'admin',
    parameters: [exportId, ...partParameters],
    answers: { 200: partPage },
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/v1/tenants/{tenantId}/exports',
    operationId: 'exportTenant',
    tag,
    summary: 'Copy all that names a tenant',
    description: 'As the tenant itself may; before it is erased, or while it is suspended.',
    access: 'platform',
    parameters: [tenantId],
    answers: { 202: json('How far it is', exportSchema, exportExample) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/tenants/{tenantId}/exports/{exportId}',
    operationId: 'getTenantExport',
    tag,
    summary: 'An export of a tenant',
    access: 'platform',
    parameters: [tenantId, exportId],
    answers: { 200: json('The export', exportSchema, exportExample) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/tenants/{tenantId}/exports/{exportId}/parts',
    operationId: 'listTenantExportParts',
    tag,
    summary: 'Files of an export of a tenant',
    access: 'platform',
    parameters: [tenantId, exportId, ...partParameters],
    answers: { 200: partPage },
    problems: [400, 404],
  },
];
