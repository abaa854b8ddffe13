import { efBinPp, efBins, medianOf, type Tally, type TargetHistogram } from '@echocohort/platform';
import { limits } from '@echocohort/shared';
import { type CohortFigures } from './cohort-figures.schema.js';

const rounded = (value: number | null, digits: number): number | null =>
  value === null ? null : Number(value.toFixed(digits));

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** @param planned its histogram has the bins of a tally */
export const cohortFiguresView = (tally: Tally, planned: TargetHistogram): CohortFigures => {
  const { made, accepted, failed, attempts, measured, error, auditError } = tally;
  return {
    ...{ made, accepted, failed, acceptedShare: rounded(share(accepted, made), 4) },
    meanAttempts: rounded(share(attempts, made + failed), 3),
    medianError: rounded(medianOf(error), 2),
    medianAuditError: rounded(medianOf(auditError), 2),
    plannedCounted: planned.counted,
    histogram: Array.from({ length: efBins }, (_, bin) => {
      const min = limits.targetEfMinPercent + bin * efBinPp;
      const wanted = planned.bins.find((each) => each.min === min)?.samples ?? 0;
      return { min, max: min + efBinPp, planned: wanted, made: measured[bin] ?? 0 };
    }),
  };
};
