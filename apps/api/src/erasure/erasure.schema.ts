import { tenantIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { exampleIds } from '../openapi/examples.js';

export const requestErasureSchema = z
  .strictObject({
    name: z
      .string({ error: 'expected the name of the tenant' })
      .meta({ description: 'Of the tenant, so that none is erased by mistake' }),
  })
  .meta({ id: 'RequestErasure', description: 'A wish to erase a tenant' });
export type RequestErasure = z.output<typeof requestErasureSchema>;

export const erasureSchema = z
  .object({
    tenantId: tenantIdSchema,
    status: z.enum(['running', 'finished']),
    requestedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    erased: z
      .object({ objects: z.int(), rows: z.record(z.string(), z.int()) })
      .meta({ description: 'Objects of the storage, and rows of the database by their kind' }),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'Erasure', description: 'What has gone of a tenant' });
export type ErasureView = z.infer<typeof erasureSchema>;

export const erasureExample: ErasureView = {
  tenantId: tenantIdSchema.parse(exampleIds.tenant),
  status: 'finished',
  requestedAt: '2026-11-24T09:31:00.000Z',
  finishedAt: '2026-11-24T10:31:20.000Z',
  erased: { objects: 2_400, rows: { samples: 800, runs: 12, clips: 3, apiKeys: 2, auditLog: 31 } },
  links: { self: `/v1/tenants/${exampleIds.tenant}/erasure` },
};
