import { z } from 'zod';

/** A name or a reason: 1 to 100 characters that can be shown and stored. PostgreSQL has no NUL in its texts. */
export const shortText = (what: string) => {
  const error = `expected ${what} of 1 to 100 characters`;
  return z
    .string({ error })
    .trim()
    .min(1, { error })
    .max(100, { error })
    .refine((text) => !/\p{Cc}/u.test(text), { error: `expected ${what} without control characters` });
};
