import { limits } from '@echocohort/shared';

/** Samples by the number of their bin; empty bins are left out. */
export type Bins = Readonly<Record<string, number>>;

/** What some samples came to, so that those of others can be added. */
export interface Tally {
  readonly made: number;
  readonly accepted: number;
  readonly failed: number;
  /** Of all, also of those that failed. */
  readonly attempts: number;
  /** By measured EF: bin 0 begins at the lowest target; what lies beyond is in the outer ones. */
  readonly measured: Bins;
  /** By the size of measured EF minus target EF, and of audit EF minus target EF. */
  readonly error: Bins;
  readonly auditError: Bins;
}

export const efBinPp = 5;
export const efBins = (limits.targetEfMaxPercent - limits.targetEfMinPercent) / efBinPp;
/** Differences are counted by tenths of a point; those of ten points and more are one bin. */
export const errorBinPp = 0.1;
export const errorBins = 101;

export const nothingMade: Tally = {
  ...{ made: 0, accepted: 0, failed: 0, attempts: 0 },
  ...{ measured: {}, error: {}, auditError: {} },
};

const addBins = (one: Bins, other: Bins): Bins => {
  const sum: Record<string, number> = { ...one };
  for (const [bin, samples] of Object.entries(other)) sum[bin] = (sum[bin] ?? 0) + samples;
  return sum;
};

export const addTallies = (one: Tally, other: Tally): Tally => ({
  made: one.made + other.made,
  accepted: one.accepted + other.accepted,
  failed: one.failed + other.failed,
  attempts: one.attempts + other.attempts,
  measured: addBins(one.measured, other.measured),
  error: addBins(one.error, other.error),
  auditError: addBins(one.auditError, other.auditError),
});

/**
 * The median of differences that were counted: right to a bin, as if they lay evenly in theirs. Percentage points; null of none,
 * and the lower end of the last bin where it lies in that.
 */
export const medianOf = (bins: Bins): number | null => {
  const half = Object.values(bins).reduce((sum, samples) => sum + samples, 0) / 2;
  if (half === 0) return null;
  let before = 0;
  for (let bin = 0; bin < errorBins - 1; bin += 1) {
    const samples = bins[bin] ?? 0;
    if (before + samples >= half) return errorBinPp * (bin + (half - before) / samples);
    before += samples;
  }
  return errorBinPp * (errorBins - 1);
};
