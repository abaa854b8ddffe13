import { capNames, type CapName } from '@echocohort/platform';
import { tenantIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { shortText } from '../http/short-text.schema.js';
import { createdKeyExample, createdKeySchema } from '../keys/keys.schema.js';
import { expirySchema } from '../retention/expiry.js';
import { exampleIds } from '../openapi/examples.js';

const capMeanings: Readonly<Record<CapName, string>> = {
  inFlightSamples: 'Samples that workers have in hand; more wait while other tenants want the devices',
  queuedSamples: 'Samples that are asked for and not made',
  samplesPerDay: 'Samples asked for since midnight, UTC',
  storageBytes: 'Bytes of stored clips and samples',
  uploadsAtOnce: 'Uploads on their way, in each process of the API',
};

const capMax = (cap: CapName): number => (cap === 'storageBytes' ? Number.MAX_SAFE_INTEGER : 2 ** 31 - 1);

const capSchema = (cap: CapName) => {
  const error = `expected a whole number from 0 to ${capMax(cap)}, or null for no cap`;
  return z.int({ error }).min(0, { error }).max(capMax(cap), { error }).nullable();
};

const named = <K extends CapName, S extends z.ZodType>(names: readonly K[], schemaOf: (cap: K) => S): Record<K, S> =>
  Object.fromEntries(names.map((cap) => [cap, schemaOf(cap)])) as Record<K, S>;

const capsSchema = z.object(named(capNames, (cap) => capSchema(cap).meta({ description: capMeanings[cap] })));
const newCapsSchema = z
  .strictObject(named(capNames, (cap) => capSchema(cap).optional().meta({ description: capMeanings[cap] })))
  .meta({ description: 'Those left out stay as they are; null is no cap' });

const weightError = 'expected a whole number from 1 to 1000';
const weight = z
  .int({ error: weightError })
  .min(1, { error: weightError })
  .max(1_000, { error: weightError })
  .meta({ description: 'Share of the devices beside other tenants' });

const expiresAfter = expirySchema.nullable().meta({
  description: 'How long after their end runs are deleted that name no time of their own, as P30D; null keeps them',
});

export const createTenantSchema = z
  .strictObject({
    name: shortText('a name'),
    weight: weight.optional(),
    caps: newCapsSchema.optional(),
    expiresAfter: expiresAfter.optional(),
  })
  .meta({ id: 'CreateTenant', description: 'A new tenant' });
export type CreateTenant = z.output<typeof createTenantSchema>;

export const changeTenantSchema = z
  .strictObject({
    weight: weight.optional(),
    caps: newCapsSchema.optional(),
    expiresAfter: expiresAfter.optional(),
    suspendedReason: shortText('a reason')
      .nullable()
      .optional()
      .meta({ description: 'Suspends the tenant, which is told why; null lets it go on' }),
  })
  .meta({ id: 'ChangeTenant', description: 'What is to change; what is left out stays' });
export type ChangeTenant = z.output<typeof changeTenantSchema>;

export const tenantSchema = z
  .object({
    id: tenantIdSchema,
    name: z.string(),
    status: z.enum(['active', 'suspended']),
    suspendedReason: z.string().nullable(),
    weight: z.int(),
    caps: capsSchema,
    expiresAfter,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Tenant', description: 'Who owns clips and runs, and how much of it is allowed' });
export type TenantView = z.infer<typeof tenantSchema>;

const usedSchema = z
  .object({ inFlightSamples: z.int(), queuedSamples: z.int(), samplesPerDay: z.int(), storageBytes: z.int() })
  .meta({ description: 'Where the caps stand' });

export const tenantDetailSchema = tenantSchema
  .extend({ used: usedSchema })
  .meta({ id: 'TenantDetail', description: 'A tenant and where its caps stand' });
export type TenantDetail = z.infer<typeof tenantDetailSchema>;

export const createdTenantSchema = tenantSchema
  .extend({ key: createdKeySchema })
  .meta({ id: 'CreatedTenant', description: 'A new tenant with its first key, which makes further ones' });
export type CreatedTenant = z.infer<typeof createdTenantSchema>;

export const tenantPageSchema = pageOf(tenantSchema).meta({ id: 'TenantPage' });
export type TenantPage = z.infer<typeof tenantPageSchema>;

export const tenantPageQuerySchema = pageQuery(tenantIdSchema);
export type TenantPageQuery = z.infer<typeof tenantPageQuerySchema>;

export const tenantExample: TenantView = {
  id: tenantIdSchema.parse(exampleIds.tenant),
  name: 'cardiology',
  status: 'active',
  suspendedReason: null,
  weight: 1,
  caps: {
    inFlightSamples: null,
    queuedSamples: 100_000,
    samplesPerDay: null,
    storageBytes: null,
    uploadsAtOnce: null,
  },
  expiresAfter: 'P90D',
  createdAt: '2026-11-24T09:30:00.000Z',
};

export const tenantDetailExample: TenantDetail = {
  ...tenantExample,
  used: { inFlightSamples: 64, queuedSamples: 5_000, samplesPerDay: 12_000, storageBytes: 240_000_000 },
};

export const createdTenantExample: CreatedTenant = {
  ...tenantExample,
  key: { ...createdKeyExample, name: 'first key', scopes: ['read', 'write', 'admin'] },
};
