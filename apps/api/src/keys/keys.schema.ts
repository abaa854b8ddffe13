import { apiKeyIdSchema, scopes, tenantScopes } from '@echocohort/shared';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { shortText } from '../http/short-text.schema.js';
import { exampleIds } from '../openapi/examples.js';

const expiryError = 'expected a time to come, like 2027-01-31T00:00:00Z';

export const createKeySchema = z
  .strictObject({
    name: shortText('a name'),
    scopes: z
      .array(z.enum(tenantScopes, { error: `expected one of ${tenantScopes.join(', ')}` }))
      .min(1, { error: 'expected at least one scope' })
      .meta({ description: 'What it may do: `read`, `write` and `admin` do not include each other' }),
    expiresAt: z.iso
      .datetime({ error: expiryError })
      .refine((time) => Date.parse(time) > Date.now(), { error: expiryError })
      .optional()
      .meta({ description: 'It works until then; without it, until it is revoked' }),
  })
  .meta({ id: 'CreateKey', description: 'A wish for an API key' });
export type CreateKey = z.output<typeof createKeySchema>;

export const keySchema = z
  .object({
    id: apiKeyIdSchema,
    name: z.string(),
    prefix: z.string().nullable().meta({ description: 'What its secret begins with; null where that is not known' }),
    scopes: z.array(z.enum(scopes)),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'To the minute' }),
    revokedAt: z.iso.datetime().nullable(),
    links: z.object({ revoke: z.string() }),
  })
  .meta({ id: 'Key', description: 'An API key, without its secret' });
export type KeyView = z.infer<typeof keySchema>;

export const createdKeySchema = keySchema
  .extend({
    secret: z
      .string()
      .nullable()
      .meta({ description: 'Shown this once, only its SHA-256 is kept; null in the answer to a repeated request' }),
  })
  .meta({ id: 'CreatedKey', description: 'A new API key with its secret' });
export type CreatedKey = z.infer<typeof createdKeySchema>;

export const keyPageSchema = pageOf(keySchema).meta({ id: 'KeyPage' });
export type KeyPage = z.infer<typeof keyPageSchema>;

export const keyPageQuerySchema = pageQuery(apiKeyIdSchema);
export type KeyPageQuery = z.infer<typeof keyPageQuerySchema>;

export const keyExample: KeyView = {
  id: apiKeyIdSchema.parse(exampleIds.key),
  name: 'nightly cohorts',
  prefix: 'ec_Zm9vYmFy',
  scopes: ['read', 'write'],
  createdAt: '2026-11-24T09:31:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  links: { revoke: `/v1/keys/${exampleIds.key}/revoke` },
};

export const createdKeyExample: CreatedKey = {
  ...keyExample,
  secret: 'ec_Zm9vYmFyQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo',
};
