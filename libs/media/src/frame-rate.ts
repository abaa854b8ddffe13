/** What a clip without a rate of its own is written at. */
const fallbackFramesPerSecond = 30;

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/**
 * A frame rate as a fraction, over and under: 25 and 1, 30000 and 1001 for the rates of NTSC (29.97 too), anything else to
 * 1/10000 of a frame, so that the time base of an MP4 stays within 32 bits.
 * @throws RangeError for a rate below 0.001 or above 1000
 */
export const rationalRate = (framesPerSecond: number | null): [number, number] => {
  const rate = framesPerSecond ?? fallbackFramesPerSecond;
  if (!(rate >= 0.001 && rate <= 1000)) throw new RangeError(`expected a frame rate of 0.001 to 1000, got ${rate}`);
  const nominal = Math.round((rate * 1001) / 1000);
  const isNtsc = nominal % 6 === 0 && Math.abs((nominal * 1000) / 1001 - rate) < 2e-6 * rate;
  const [over, under] = isNtsc ? [nominal * 1000, 1001] : [Math.round(rate * 10_000), 10_000];
  const shared = greatestCommonDivisor(over, under);
  return [over / shared, under / shared];
};
