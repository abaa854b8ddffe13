import { type Attempt, type EfResponse } from '@echocohort/shared';

/** EF that a network may be asked for, percent. A little beyond what may be targeted, so that a bias can be met. */
const REQUEST_MIN_PERCENT = 2;
const REQUEST_MAX_PERCENT = 90;
/** What a bundle that says nothing is believed to do: a point asked for is a point got. */
const AS_ASKED: EfResponse = { slope: 1, offsetPp: 0 };
/** Weight of the belief in the bundle's own slope, in squared percentage points of spread. */
const SLOPE_PRIOR = 50;
const SLOPE_MIN = 0.3;
const SLOPE_MAX = 2;
/** Attempts that missed by more than this count for less than half: the response need not be straight. */
const NEAR_PP = 8;

interface Point {
  readonly asked: number;
  readonly got: number;
  readonly weight: number;
}

const withinRequests = (efPercent: number): number =>
  Math.min(Math.max(efPercent, REQUEST_MIN_PERCENT), REQUEST_MAX_PERCENT);

const weightedMean = (points: readonly Point[], value: (point: Point) => number): number =>
  points.reduce((sum, point) => sum + point.weight * value(point), 0) /
  points.reduce((sum, point) => sum + point.weight, 0);

const pointsOf = (attempts: readonly Attempt[], targetEfPercent: number): Point[] =>
  attempts.flatMap(({ requestedEfPercent: asked, measuredEfPercent: got }) =>
    got === null ? [] : [{ asked, got, weight: 1 / (1 + ((got - targetEfPercent) / NEAR_PP) ** 2) }],
  );

/**
 * The EF to ask the network for next, percent, 2..90. The first attempt asks for what the bundle's response maps onto the
 * target. Later ones draw a straight line through what was asked and got, its slope held near the bundle's until the
 * attempts are far enough apart to tell it (a damped secant), and ask for the EF that this line maps onto the target. The
 * line averages over attempts, so noise of the measurer and of the draw is not chased.
 * @param attempts those made so far; without a measurement an attempt teaches nothing
 * @param response the bundle's, on the pictures that it was measured with
 */
export const steerEf = (
  targetEfPercent: number,
  attempts: readonly Attempt[],
  response: EfResponse = AS_ASKED,
): number => {
  const points = pointsOf(attempts, targetEfPercent);
  if (points.length === 0) return withinRequests((targetEfPercent - response.offsetPp) / response.slope);
  const asked = weightedMean(points, (point) => point.asked);
  const got = weightedMean(points, (point) => point.got);
  let spread = SLOPE_PRIOR;
  let covariance = SLOPE_PRIOR * response.slope;
  for (const point of points) {
    spread += point.weight * (point.asked - asked) ** 2;
    covariance += point.weight * (point.asked - asked) * (point.got - got);
  }
  const slope = Math.min(Math.max(covariance / spread, SLOPE_MIN), SLOPE_MAX);
  return withinRequests(asked + (targetEfPercent - got) / slope);
};
