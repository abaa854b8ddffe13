import { type Idempotency } from '@echocohort/platform';
import { limits } from '@echocohort/shared';
import { z } from 'zod';
import { type Parameter } from '../openapi/operation.js';
import { canonicalHash } from './canonical-hash.js';

export const idempotencyKeySchema = z
  .string()
  .regex(new RegExp(`^[\\x21-\\x7e]{1,${limits.idempotencyKeyMaxChars}}$`), {
    error: `expected 1 to ${limits.idempotencyKeyMaxChars} visible ASCII characters`,
  })
  .optional();

export const idempotencyKeyParameter: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'For 24 hours, a repeated request with the same key and body gets what the first one made',
  schema: idempotencyKeySchema,
  required: false,
  example: 'cohort-7-arm-40',
};

/** Of the body as it was sent: what is filled in where it says nothing may be another thing some day. */
export const idempotencyOf = (route: string, key: string, body: unknown): Idempotency => ({
  key,
  bodySha256: canonicalHash(route, body),
});
