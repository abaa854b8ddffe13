import { limits } from '@echocohort/shared';
import { z } from 'zod';
import { firingExample, firingSchema } from './schedules.schema.js';

const figure = (description: string) => z.number().nullable().meta({ description });

export const figuresSchema = z
  .object({
    made: z.int(),
    accepted: z.int(),
    failed: z.int(),
    acceptedShare: figure('Of the made, from 0 to 1; null while there are none'),
    meanAttempts: figure('Tries at a sample'),
    meanError: figure('Size of measured EF minus target EF, percentage points'),
    meanAuditError: figure('Size of audit EF minus target EF, percentage points'),
    meanMeasuredEf: figure('Percent'),
    histogram: z
      .array(z.object({ from: z.number(), to: z.number(), samples: z.int() }))
      .meta({ description: 'Samples by measured EF; the outer bars hold those beyond as well' }),
  })
  .meta({ id: 'CohortFigures', description: 'What the samples of a cohort came to, so far' });
export type Figures = z.infer<typeof figuresSchema>;

export const changeSchema = z
  .object({
    acceptedShare: z.number().nullable(),
    meanAttempts: z.number().nullable(),
    meanError: z.number().nullable(),
    meanAuditError: z.number().nullable(),
    meanMeasuredEf: z.number().nullable(),
    model: z.boolean().meta({ description: 'Another model, or another version of it, made them' }),
    sourcesAdded: z.int(),
    sourcesGone: z.int(),
  })
  .meta({ id: 'FiringChange', description: 'This firing minus the one before' });

export const firingReportSchema = z
  .object({
    firing: firingSchema,
    figures: figuresSchema.nullable().meta({ description: 'Null when it made no cohort' }),
    previous: z.object({ firing: firingSchema, figures: figuresSchema }).nullable(),
    change: changeSchema.nullable().meta({ description: 'Null without a firing before that made a cohort' }),
  })
  .meta({ id: 'FiringReport', description: 'What a firing made, beside the one before' });
export type FiringReport = z.infer<typeof firingReportSchema>;

const figuresExample: Figures = {
  ...{ made: 36, accepted: 35, failed: 0, acceptedShare: 0.9722, meanAttempts: 1.2 },
  ...{ meanError: 0.7, meanAuditError: 1.9, meanMeasuredEf: 40.1 },
  histogram: [{ from: limits.targetEfMinPercent, to: 10, samples: 36 }],
};

export const firingReportExample: FiringReport = {
  firing: firingExample,
  figures: figuresExample,
  previous: null,
  change: null,
};
