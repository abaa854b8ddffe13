import { type RunHead } from '@echocohort/platform';
import { isTerminal } from '@echocohort/shared';
import { z } from 'zod';

/** How far a run is. */
export const countsSchema = z.object({
  total: z.int(),
  pending: z.int(),
  succeeded: z.int(),
  accepted: z.int().meta({ description: 'Of the succeeded, those with both EFs within tolerance' }),
  failed: z.int(),
  cancelled: z.int(),
});
export type Counts = z.infer<typeof countsSchema>;

export const countsOf = (run: RunHead): Counts => {
  const { samplesTotal, succeeded, accepted, failed } = run;
  const left = samplesTotal - succeeded - failed;
  const ended = isTerminal(run.status);
  return { total: samplesTotal, pending: ended ? 0 : left, succeeded, accepted, failed, cancelled: ended ? left : 0 };
};
