import { histogramStepPercent, type RunFigures, type RunRow } from '@echocohort/platform';
import { type ClipId, limits } from '@echocohort/shared';
import { type Figures, type FiringReport } from './firing-report.schema.js';

/** A cohort that a firing made, and what its samples came to. */
export interface FiredCohort {
  readonly run: RunRow;
  readonly figures: RunFigures;
}

const hundredths = (value: number | null): number | null => value && Math.round(value * 100) / 100;
const tenThousandths = (value: number | null): number | null => value && Math.round(value * 10_000) / 10_000;

const acceptedShareOf = ({ made, accepted }: RunFigures): number | null => (made === 0 ? null : accepted / made);

export const figuresView = (figures: RunFigures): Figures => ({
  ...{ made: figures.made, accepted: figures.accepted, failed: figures.failed },
  acceptedShare: tenThousandths(acceptedShareOf(figures)),
  meanAttempts: hundredths(figures.meanAttempts),
  meanError: hundredths(figures.meanErrorPp),
  meanAuditError: hundredths(figures.meanAuditErrorPp),
  meanMeasuredEf: hundredths(figures.meanMeasuredEfPercent),
  histogram: figures.histogram.map((samples, k) => {
    const from = limits.targetEfMinPercent + k * histogramStepPercent;
    return { from, to: from + histogramStepPercent, samples };
  }),
});

const sourcesOf = ({ spec }: RunRow): ReadonlySet<ClipId> =>
  new Set(spec.version === 1 ? [] : spec.sources.map(({ clipId }) => clipId));

const minus = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before;

/** This firing minus the one before. */
export const changeOf = (now: FiredCohort, before: FiredCohort): NonNullable<FiringReport['change']> => {
  const [sources, earlier] = [sourcesOf(now.run), sourcesOf(before.run)];
  const [mine, theirs] = [now.figures, before.figures];
  return {
    acceptedShare: tenThousandths(minus(acceptedShareOf(mine), acceptedShareOf(theirs))),
    meanAttempts: hundredths(minus(mine.meanAttempts, theirs.meanAttempts)),
    meanError: hundredths(minus(mine.meanErrorPp, theirs.meanErrorPp)),
    meanAuditError: hundredths(minus(mine.meanAuditErrorPp, theirs.meanAuditErrorPp)),
    meanMeasuredEf: hundredths(minus(mine.meanMeasuredEfPercent, theirs.meanMeasuredEfPercent)),
    model: now.run.fingerprint !== before.run.fingerprint,
    sourcesAdded: [...sources].filter((clip) => !earlier.has(clip)).length,
    sourcesGone: [...earlier].filter((clip) => !sources.has(clip)).length,
  };
};
