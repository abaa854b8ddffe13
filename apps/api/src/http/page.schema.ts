import { z } from 'zod';

export const pageSizeMax = 100;

const pageSize = z.coerce
  .number({ error: `expected a whole number from 1 to ${pageSizeMax}` })
  .int({ error: `expected a whole number from 1 to ${pageSizeMax}` })
  .min(1, { error: `expected a whole number from 1 to ${pageSizeMax}` })
  .max(pageSizeMax, { error: `expected a whole number from 1 to ${pageSizeMax}` })
  .default(20)
  .meta({ description: `Entries of a page, 1 to ${pageSizeMax}` });

/** Query of a list: `after` is the `next` of the page before. */
export const pageQuery = <C extends z.ZodType>(cursor: C) =>
  z.strictObject({
    after: cursor.optional(),
    limit: pageSize,
  });

/** A page of a list. */
export const pageOf = <I extends z.ZodType>(item: I) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Pass it as `after` to get the next page; null on the last one' }),
  });

/** A page of at most `limit` rows, made from one row more than that. */
export const cutPage = <R, I>(rows: readonly R[], limit: number, item: (row: R) => I, cursor: (row: R) => string) => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last !== undefined ? cursor(last) : null };
};
