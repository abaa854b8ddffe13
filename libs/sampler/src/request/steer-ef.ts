import { type Attempt } from '@echocohort/shared';

/** EF that a network may be asked for, percent. A little beyond what may be targeted, so that a shortfall can be met. */
const REQUEST_MIN_PERCENT = 2;
const REQUEST_MAX_PERCENT = 90;

/** Got over asked of each attempt that both readings have seen. */
const responses = (attempts: readonly Attempt[]): number[] =>
  attempts.flatMap(({ requestedEfPercent, measuredEfPercent, auditEfPercent }) =>
    measuredEfPercent === null || auditEfPercent === null
      ? []
      : [(measuredEfPercent + auditEfPercent) / 2 / requestedEfPercent],
  );

/**
 * The EF to ask the network for next, percent, 2..90. The first attempt asks for the target. EF is proportional to what is
 * asked, by a factor that belongs to the heart (.85 to 1 on real ones, 1 on those of the training): later attempts ask for
 * the target over the mean of that factor so far, so noise of the draw is averaged and not chased.
 * @param attempts those made so far; one without both readings teaches nothing
 */
export const steerEf = (targetEfPercent: number, attempts: readonly Attempt[]): number => {
  const seen = responses(attempts);
  const response = seen.length === 0 ? 1 : seen.reduce((sum, each) => sum + each, 0) / seen.length;
  return Math.min(Math.max(targetEfPercent / response, REQUEST_MIN_PERCENT), REQUEST_MAX_PERCENT);
};
