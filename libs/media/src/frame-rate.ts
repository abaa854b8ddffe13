/** What a clip without a rate of its own is written at. */
const fallbackFramesPerSecond = 30;
/** Keeps the time base of an MP4 within 32 bits; 30000/1001 and 1000/33.333 come out as they are. */
const denominatorMax = 1001;

/**
 * A frame rate as the fraction of least denominator (up to 1001) next to it, "30/1" or "30000/1001", for ffmpeg's
 * -framerate. By continued fractions.
 * @throws RangeError for a rate that is not above 0 and at most 1000
 */
export const rationalRate = (framesPerSecond: number | null): string => {
  const rate = framesPerSecond ?? fallbackFramesPerSecond;
  if (!(rate > 0 && rate <= 1000)) throw new RangeError(`expected a frame rate above 0 and at most 1000, got ${rate}`);
  let [over, under] = [Math.floor(rate), 1];
  let [lastOver, lastUnder] = [1, 0];
  for (let rest = rate - over; Math.abs(over / under - rate) > 1e-7 * rate;) {
    const next = Math.floor(1 / rest);
    rest = 1 / rest - next;
    if (next * under + lastUnder > denominatorMax) break;
    [over, lastOver] = [next * over + lastOver, over];
    [under, lastUnder] = [next * under + lastUnder, under];
  }
  return over > 0 ? `${over}/${under}` : `1/${Math.round(1 / rate)}`;
};
