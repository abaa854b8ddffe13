import { z } from 'zod';

const daysMax = 366;
const daysShown = 30;
const dayMs = 24 * 60 * 60_000;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dayError = 'expected a day like 2026-11-24';
export const daySchema = z.iso.date({ error: dayError });

/** The last 30 days, unless told otherwise. */
export const usageQuerySchema = z
  .strictObject({ from: daySchema.optional(), to: daySchema.optional() })
  .transform(({ from, to }) => {
    const last = to ?? dayOf(Date.now());
    return { from: from ?? dayOf(Date.parse(last) - (daysShown - 1) * dayMs), to: last };
  })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) < daysMax * dayMs, {
    path: ['from'],
    error: `expected a day before the last one, at most ${daysMax} days in all`,
  });
export type UsageQuery = z.output<typeof usageQuerySchema>;

const used = {
  samples: z.int().meta({ description: 'That were made' }),
  attempts: z.int().meta({ description: 'Tries at samples, also at those that failed' }),
  frames: z.int().meta({ description: 'Frames of all tries: the work that devices did' }),
  bytes: z.int().meta({ description: 'Of stored videos and clips, less those deleted' }),
  uploads: z.int(),
};

export const usageSchema = z
  .object({
    from: daySchema,
    to: daySchema,
    total: z.object(used),
    days: z
      .array(z.object({ day: daySchema, ...used }))
      .meta({ description: 'Days (UTC) on which something was used' }),
  })
  .meta({ id: 'Usage', description: 'What a tenant has used' });
export type UsageView = z.infer<typeof usageSchema>;

const day = { samples: 640, attempts: 1_100, frames: 70_400, bytes: 12_800_000, uploads: 3 };

export const usageExample: UsageView = {
  from: '2026-11-01',
  to: '2026-11-30',
  total: day,
  days: [{ day: '2026-11-24', ...day }],
};
