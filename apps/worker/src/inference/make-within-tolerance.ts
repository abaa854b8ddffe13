import { steerEf, type SampleReading, type SampleResult } from '@echocohort/sampler';
import { type Attempt, type EchoError, type SampleSpec } from '@echocohort/shared';

/** The attempt that a sample is made of. */
export interface MadeSample {
  /** Which attempt was kept, from 0. */
  readonly attempt: number;
  readonly accepted: boolean;
  /** Without a reading when nobody could measure it, or what was read may not be believed. */
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

/** The EF by both readings, percent; null where there is none. */
export const efsOf = (reading: SampleReading | null): Omit<Attempt, 'requestedEfPercent'> => ({
  measuredEfPercent: reading?.measuredEfPercent ?? null,
  auditEfPercent: reading?.auditEfPercent ?? null,
});

/** How far the worse of the two readings is from the target, percentage points; without one of them there is no telling. */
export const errorPp = (reading: SampleReading | null, targetEfPercent: number): number => {
  const { measuredEfPercent, auditEfPercent } = efsOf(reading);
  const errors = [measuredEfPercent, auditEfPercent].map((ef) => Math.abs((ef ?? Infinity) - targetEfPercent));
  return Math.max(...errors);
};

/** Why a reading may not be believed; null when it may. */
export type Refusal = (reading: SampleReading) => EchoError | null;

/** The result, without its reading where that may not be believed. */
const believed = (result: SampleResult, refusal: Refusal): { result: SampleResult; refused: EchoError | null } => {
  const refused = result.reading && refusal(result.reading);
  return { refused, result: refused ? { ...result, reading: null } : result };
};

/**
 * Tries until both readings of the EF lie within tolerance of the target, each time asking for what the attempts before it
 * teach. When the attempts are used up, the one with the smallest error is kept, the earliest of equals, and not accepted.
 * What cannot be measured gets one attempt that nobody can accept: a bundle without readers, and, where the request allows
 * it, observed frames without a ventricle.
 * @param attempts gets one entry an attempt, also when a later one throws
 * @throws EchoError the refusal of the first attempt, unless the sample may be unmeasured
 */
export const makeWithinTolerance = async (
  { targetEfPercent, tolerancePp, maxAttempts, allowUnmeasured }: SampleSpec,
  attempts: Attempt[],
  tryOnce: Try,
  refusal: Refusal,
): Promise<MadeSample> => {
  let best: MadeSample | undefined;
  let leastErrorPp = Infinity;
  while (attempts.length < maxAttempts) {
    const attempt = attempts.length;
    const requestedEfPercent = steerEf(targetEfPercent, attempts);
    const { result, refused } = believed(await tryOnce(attempt, requestedEfPercent), refusal);
    attempts.push({ requestedEfPercent, ...efsOf(result.reading) });
    if (refused && attempt === 0 && !allowUnmeasured) {
      result.release?.();
      throw refused;
    }
    const error = errorPp(result.reading, targetEfPercent);
    if (best === undefined || error < leastErrorPp) {
      best?.result.release?.();
      best = { attempt, accepted: error <= tolerancePp, result: kept(result) };
      leastErrorPp = error;
    } else result.release?.();
    if (best.accepted || best.result.reading === null) return best;
  }
  return best as MadeSample;
};
