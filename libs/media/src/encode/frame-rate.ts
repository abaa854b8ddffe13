import { limits } from '@echocohort/shared';

/** What a clip without a rate of its own is written at. */
const fallbackFramesPerSecond = 30;

/** More than any ultrasound device records; what a file says beyond it is a mistake. */
const statedMax = 10_000;

/** The rate that a file states, to a thousandth of a frame; null for none, or for one that cannot be meant. */
export const statedRate = (framesPerSecond: number): number | null => {
  const rate = Math.round(framesPerSecond * 1000) / 1000;
  return rate >= limits.framesPerSecondMin && rate <= statedMax ? rate : null;
};

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/**
 * A frame rate as a fraction, over and under: 25 and 1, 30000 and 1001 for the rates of NTSC (29.97 too), anything else to
 * 1/10000 of a frame, so that the time base of an MP4 stays within 32 bits.
 * @throws RangeError for a rate outside limits.framesPerSecondMin and framesPerSecondMax
 */
export const rationalRate = (framesPerSecond: number | null): [number, number] => {
  const rate = framesPerSecond ?? fallbackFramesPerSecond;
  const { framesPerSecondMin, framesPerSecondMax } = limits;
  if (!(rate >= framesPerSecondMin && rate <= framesPerSecondMax))
    throw new RangeError(`expected a frame rate of ${framesPerSecondMin} to ${framesPerSecondMax}, got ${rate}`);
  const nominal = Math.round((rate * 1001) / 1000);
  const isNtsc = nominal % 6 === 0 && Math.abs((nominal * 1000) / 1001 - rate) < 2e-6 * rate;
  const [over, under] = isNtsc ? [nominal * 1000, 1001] : [Math.round(rate * 10_000), 10_000];
  const shared = greatestCommonDivisor(over, under);
  return [over / shared, under / shared];
};
