import { steerEf, type SampleResult } from '@echocohort/sampler';
import { type Attempt, type EfResponse, type SampleSpec } from '@echocohort/shared';

/** The attempt that a sample is made of. */
export interface MadeSample {
  /** Which attempt was kept, from 0. */
  readonly attempt: number;
  readonly accepted: boolean;
  readonly result: SampleResult;
}

/** Makes attempt `attempt`, asking the network for an EF. */
export type Try = (attempt: number, requestedEfPercent: number) => Promise<SampleResult>;

/** A view would hold the memory of its whole batch: a copy is kept of it, shared, so that encoders need no other. */
const kept = (result: SampleResult): SampleResult => {
  if (result.release) return result;
  const frames = new Uint8Array(new SharedArrayBuffer(result.frames.length));
  frames.set(result.frames);
  return { ...result, frames };
};

/**
 * Tries until the measured EF lies within tolerance of the target, each time asking for what the attempts before it
 * teach. When the attempts are used up, the one with the smallest error is kept, the earliest of equals, and not accepted.
 * A bundle without a measurer gives one attempt that nobody can accept.
 * @param attempts gets one entry an attempt, also when a later one throws
 * @param response the bundle's; a bundle that has none does as it is asked
 */
export const makeWithinTolerance = async (
  { targetEfPercent, tolerancePp, maxAttempts }: SampleSpec,
  attempts: Attempt[],
  tryOnce: Try,
  response?: EfResponse,
): Promise<MadeSample> => {
  let best: MadeSample | undefined;
  let leastErrorPp = Infinity;
  while (attempts.length < maxAttempts) {
    const attempt = attempts.length;
    const requestedEfPercent = steerEf(targetEfPercent, attempts, response);
    const result = await tryOnce(attempt, requestedEfPercent);
    const { measuredEfPercent } = result;
    attempts.push({ requestedEfPercent, measuredEfPercent });
    const errorPp = measuredEfPercent === null ? Infinity : Math.abs(measuredEfPercent - targetEfPercent);
    if (best === undefined || errorPp < leastErrorPp) {
      best?.result.release?.();
      best = { attempt, accepted: errorPp <= tolerancePp, result: kept(result) };
      leastErrorPp = errorPp;
    } else result.release?.();
    if (best.accepted || result.lvArea === null) return best;
  }
  return best as MadeSample;
};
