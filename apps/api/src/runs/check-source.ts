import { type BundleManifest, fieldError, limits, twinFramesPerSecond, twinPositions } from '@echocohort/shared';

/** What of a clip decides which twins it can have. */
export interface ClipShape {
  readonly frames: number;
  readonly framesPerSecond: number | null;
}

/** @throws EchoError `invalid-request` on `frames` */
export const checkFrames = (frames: number, { maxFrames }: BundleManifest): void => {
  if (frames > maxFrames)
    throw fieldError('invalid-request', 'frames', `expected a whole number from ${limits.framesMin} to ${maxFrames}`);
};

/** A twin spans the time of its source: of two frames recorded within 20 ms no video of 64 can be made. */
const checkRate = (clip: ClipShape, frames: number, { framesPerSecond }: BundleManifest): void => {
  const rate = twinFramesPerSecond(clip, frames, framesPerSecond);
  const { framesPerSecondMin, framesPerSecondMax } = limits;
  if (rate < framesPerSecondMin || rate > framesPerSecondMax)
    throw fieldError(
      'invalid-request',
      'clipId',
      `expected a clip whose time ${frames} frames span at ${framesPerSecondMin} to ${framesPerSecondMax} a second, ` +
        `of this one they would span it at ${Number(rate.toPrecision(4))}`,
    );
};

/**
 * Whether samples can be made of a clip, or of none, by what is known before any is made.
 * @throws EchoError `invalid-request` on `clipId` or `observedFrames` when the bundle or the clip does not allow it
 */
export const checkSource = (
  clip: ClipShape | null,
  observedFrames: readonly number[] | undefined,
  frames: number,
  bundle: BundleManifest,
): void => {
  if (clip === null) {
    if (bundle.anchors !== undefined) return;
    throw fieldError(
      'invalid-request',
      'clipId',
      `expected a clip: model ${bundle.name} has no anchor frames of its own`,
    );
  }
  checkRate(clip, frames, bundle);
  if (observedFrames === undefined) return;
  if (observedFrames.length > bundle.maxReferences)
    throw fieldError('invalid-request', 'observedFrames', `expected at most ${bundle.maxReferences} frames`);
  twinPositions(observedFrames, clip.frames, frames);
};
