import { z } from 'zod';
import { leftOutSchema } from '../cohorts/cohorts.schema.js';

/** What a cohort would come to. */
export const cohortEstimateSchema = z
  .object({
    dryRun: z.literal(true),
    samples: z.int(),
    arms: z.int(),
    sources: z.int(),
    splits: z.record(z.string(), z.int()),
    leftOut: leftOutSchema,
    histogram: z.object({
      counted: z.int().meta({ description: 'Samples that were counted, chosen evenly from a larger cohort' }),
      bins: z.array(z.object({ min: z.number(), max: z.number(), samples: z.int() })),
    }),
    deviceSeconds: z.number().nullable().meta({ description: 'Null where nothing is known' }),
    storageBytes: z.number().nullable(),
    expectedEnd: z.iso.datetime().nullable().meta({ description: 'If it began now, behind what waits already' }),
    basis: z.array(z.string()).meta({ description: 'What is estimated from what' }),
  })
  .meta({ id: 'CohortEstimate', description: 'What a cohort would come to, of which nothing was made' });
export type CohortEstimate = z.infer<typeof cohortEstimateSchema>;
