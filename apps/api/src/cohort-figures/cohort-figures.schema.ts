import { z } from 'zod';

const nullable = (description: string) => z.number().nullable().meta({ description });

export const cohortFiguresSchema = z
  .object({
    made: z.int(),
    accepted: z.int().meta({ description: 'Of the made, those with both EFs within tolerance' }),
    failed: z.int(),
    acceptedShare: nullable('Of the made; null before there are any'),
    meanAttempts: nullable('Tries at a sample, those that failed counted in'),
    medianError: nullable(
      'Median of the size of measuredEf minus targetEf, percentage points, right to a tenth; 10 is 10 or more',
    ),
    medianAuditError: nullable('The same of auditEf'),
    plannedCounted: z
      .int()
      .meta({ description: 'Samples that `planned` was counted of, chosen evenly from a larger cohort' }),
    histogram: z
      .array(
        z.object({
          min: z.number(),
          max: z.number(),
          planned: z.int().meta({ description: 'Samples with a target EF from min to below max' }),
          made: z.int().meta({ description: 'Made samples by measuredEf; what lies beyond is in the outer bins' }),
        }),
      )
      .meta({ description: 'Bins of EF, percent' }),
  })
  .meta({ id: 'CohortOutcome', description: 'What a cohort was planned to be, and what it has become so far' });
export type CohortFigures = z.infer<typeof cohortFiguresSchema>;

export const cohortFiguresExample: CohortFigures = {
  ...{ made: 18, accepted: 17, failed: 0, acceptedShare: 0.9444, meanAttempts: 1.2 },
  ...{ medianError: 0.82, medianAuditError: 1.1, plannedCounted: 30 },
  histogram: [{ min: 20, max: 25, planned: 10, made: 6 }],
};
