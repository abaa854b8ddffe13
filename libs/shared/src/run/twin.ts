import { fieldError } from '../errors.js';

/**
 * Output positions of the observed frames. A clip of `clipFrames` is twinned by `frames` frames that span the same
 * time, so source frame j stands at round(j (L-1) / (N-1)), as EchoLVFM resamples clips (arXiv 2603.13967).
 * @returns one position a frame, ascending
 * @throws EchoError `invalid-request` on `observedFrames` when one lies beyond the clip or two share a position
 */
export const twinPositions = (observedFrames: readonly number[], clipFrames: number, frames: number): number[] => {
  const positions = observedFrames.map((frame, k) => {
    if (frame >= clipFrames)
      throw fieldError(
        'invalid-request',
        `observedFrames[${k}]`,
        `expected a frame of the clip, 0..${clipFrames - 1}, got ${frame}`,
      );
    return clipFrames === 1 ? 0 : Math.round((frame * (frames - 1)) / (clipFrames - 1));
  });
  positions.forEach((position, k) => {
    if (k > 0 && position <= (positions[k - 1] as number))
      throw fieldError(
        'invalid-request',
        `observedFrames[${k}]`,
        `expected ascending frames that stay apart when ${clipFrames} frames become ${frames}`,
      );
  });
  return positions;
};

/** Frames a second of a twin: the same time span as the source, or the fallback when the source has no rate. */
export const twinFramesPerSecond = (
  source: { frames: number; framesPerSecond: number | null } | null,
  frames: number,
  fallback: number,
): number =>
  source?.framesPerSecond && source.frames > 1
    ? (source.framesPerSecond * (frames - 1)) / (source.frames - 1)
    : fallback;
