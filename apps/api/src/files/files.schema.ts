import { z } from 'zod';

export const fileQuerySchema = z.strictObject({
  expires: z.string({ error: 'expected the expiry time of a signed URL' }),
  signature: z.string({ error: 'expected the signature of a signed URL' }),
});
export type FileQuery = z.infer<typeof fileQuerySchema>;
