/** A figure of several rounds: their median, and the smallest and largest. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** @throws RangeError without values */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('the median of nothing');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
};

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
  rounds: values.length,
});

/**
 * Ratio of two contestants that took turns: round by round, so that what slows the machine for a while slows both
 * sides of a ratio.
 * @throws RangeError when they did not take the same number of turns
 */
export const pairedRatio = (ours: readonly number[], theirs: readonly number[]): Spread => {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} rounds against ${theirs.length}`);
  return spreadOf(ours.map((value, round) => value / (theirs[round] as number)));
};

/** The q-quantile of values by linear interpolation, 0..1. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new RangeError('a quantile of nothing');
  return low + (high - low) * (at - Math.floor(at));
};

/** One reading of a counter. */
export interface Reading {
  readonly seconds: number;
  readonly count: number;
}

/**
 * What a counter gained in its steady state, and how long that took: between the readings where a tenth and nine tenths
 * of the total are reached, so that the filling and emptying of what stands before it do not count.
 * @throws RangeError when the readings are too few or too coarse to tell
 */
export const steadyPart = (readings: readonly Reading[], total: number): { items: number; seconds: number } => {
  const first = readings.find(({ count }) => count >= total * 0.1);
  const last = readings.find(({ count }) => count >= total * 0.9);
  if (!first || !last || last.seconds <= first.seconds)
    throw new RangeError(`${readings.length} readings of ${total} are too few for a steady rate`);
  return { items: last.count - first.count, seconds: last.seconds - first.seconds };
};

/**
 * Slope of readings by the median of the slopes of all pairs (Theil and Sen), which a few that jump do not move.
 * @throws RangeError with fewer than two
 */
export const slopeOf = (points: readonly { readonly x: number; readonly y: number }[]): number =>
  median(points.flatMap((left, k) => points.slice(k + 1).map((right) => (right.y - left.y) / (right.x - left.x))));
