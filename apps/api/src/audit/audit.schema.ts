import { apiKeyIdSchema, auditEntryIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';

export const auditEntrySchema = z
  .object({
    id: auditEntryIdSchema,
    keyId: apiKeyIdSchema,
    operation: z.string().meta({ description: 'Of this document' }),
    method: z.string(),
    path: z.string(),
    status: z.int().meta({ description: 'Of the answer; those of 400 and above have changed nothing' }),
    address: z.string().meta({ description: 'Where the call came from' }),
    correlationId: z.string().meta({ description: "The answer's X-Request-Id" }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEntry', description: 'A call that may have changed something' });
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = pageOf(auditEntrySchema).meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof auditPageSchema>;

export const auditPageQuerySchema = pageQuery(auditEntryIdSchema);
export type AuditPageQuery = z.infer<typeof auditPageQuerySchema>;

export const auditEntryExample: AuditEntryView = {
  id: auditEntryIdSchema.parse('aud_01KAT7ZB5R2W8X3E7T9K4M6P0S'),
  keyId: apiKeyIdSchema.parse(exampleIds.key),
  operation: 'createGeneration',
  method: 'POST',
  path: '/v1/generations',
  status: 202,
  address: '192.0.2.7',
  correlationId: '0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d',
  at: '2026-11-24T09:31:00.000Z',
};
