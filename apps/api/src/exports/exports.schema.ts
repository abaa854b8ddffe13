import { exportIdSchema, tenantIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';

export const exportSchema = z
  .object({
    id: exportIdSchema,
    tenantId: tenantIdSchema,
    status: z.enum(['running', 'finished']),
    requestedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    parts: z.int(),
    rows: z.record(z.string(), z.int()).meta({ description: 'Rows of the database by their table' }),
    objects: z.int().meta({ description: 'Objects of the storage that are listed' }),
    objectBytes: z.int(),
    links: z.object({
      self: z.string(),
      parts: z.string(),
      index: z
        .string()
        .nullable()
        .meta({ description: 'A signed URL of what lists all parts; null until they are there' }),
    }),
  })
  .meta({ id: 'Export', description: 'A copy of all that names a tenant, and how far it is' });
export type ExportView = z.infer<typeof exportSchema>;

export const exportPageSchema = pageOf(exportSchema).meta({ id: 'ExportPage' });
export type ExportPage = z.infer<typeof exportPageSchema>;
export const exportPageQuerySchema = pageQuery(exportIdSchema);
export type ExportPageQuery = z.infer<typeof exportPageQuerySchema>;

export const exportPartSchema = z
  .object({
    number: z.int(),
    kind: z.string().meta({ description: 'The table whose rows it has; or `objects`: their keys, sizes and SHA-256' }),
    lines: z.int(),
    sizeBytes: z.int(),
    sha256: z.string(),
    url: z.string().meta({ description: 'Signed: anyone may read it for an hour' }),
  })
  .meta({ id: 'ExportPart', description: 'A file of lines, each the JSON of a row or of an object' });
export type ExportPartView = z.infer<typeof exportPartSchema>;

export const exportPartPageSchema = pageOf(exportPartSchema).meta({ id: 'ExportPartPage' });
export type ExportPartPage = z.infer<typeof exportPartPageSchema>;

export const partNumberSchema = z.int().min(0).max(99_999_999);
const numberError = 'expected the number of a part';
const numberText = z
  .string({ error: numberError })
  .regex(/^\d{1,8}$/, { error: numberError })
  .transform(Number);
export const partPageQuerySchema = pageQuery(numberText);
export type PartPageQuery = z.infer<typeof partPageQuerySchema>;

const id = exportIdSchema.parse(exampleIds.export);
const self = `/v1/exports/${id}`;

export const exportExample: ExportView = {
  id,
  tenantId: tenantIdSchema.parse(exampleIds.tenant),
  status: 'running',
  requestedAt: '2026-11-30T09:31:00.000Z',
  finishedAt: null,
  parts: 3,
  rows: { tenants: 1, samples: 800, runs: 12 },
  objects: 0,
  objectBytes: 0,
  links: { self, parts: `${self}/parts`, index: null },
};

export const exportPartExample: ExportPartView = {
  number: 3,
  kind: 'runs',
  lines: 12,
  sizeBytes: 14_200,
  sha256: exampleIds.sha256,
  url: `/v1/files/tenants/${exampleIds.tenant}/exports/${id}/00000003_0123456789abcdef0123/part.jsonl?expires=1&signature=0`,
};
