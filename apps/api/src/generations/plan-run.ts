import { randomInt } from 'node:crypto';
import { type ClipRow } from '@echocohort/platform';
import {
  type BundleManifest,
  fieldError,
  type GenerationSpec,
  limits,
  type Source,
  twinFramesPerSecond,
  twinPositions,
} from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';
import { type CreateGeneration } from './generations.schema.js';

const checkFrames = (frames: number, { maxFrames }: BundleManifest): void => {
  if (frames > maxFrames)
    throw fieldError('invalid-request', 'frames', `expected a whole number from ${limits.framesMin} to ${maxFrames}`);
};

/** A twin spans the time of its source: of two frames recorded within 20 ms no video of 64 can be made. */
const checkRate = (clip: ClipRow, frames: number, { framesPerSecond }: BundleManifest): void => {
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

const planSource = (
  request: CreateGeneration,
  clip: ClipRow | null,
  frames: number,
  bundle: BundleManifest,
): Source => {
  if (clip === null) {
    if (bundle.anchors === undefined)
      throw fieldError(
        'invalid-request',
        'clipId',
        `expected a clip: model ${bundle.name} has no anchor frames of its own`,
      );
    return { kind: 'none' };
  }
  checkRate(clip, frames, bundle);
  const { observedFrames } = request;
  if (observedFrames === undefined) return { kind: 'clip', clipId: clip.id };
  if (observedFrames.length > bundle.maxReferences)
    throw fieldError('invalid-request', 'observedFrames', `expected at most ${bundle.maxReferences} frames`);
  twinPositions(observedFrames, clip.frames, frames);
  return { kind: 'clip', clipId: clip.id, observedFrames };
};

/**
 * The run of a request: checked against its bundle and its clip, with everything drawn that was left open.
 * @throws EchoError `invalid-request` naming the field that the bundle or the clip does not allow
 */
export const planRun = (
  request: CreateGeneration,
  bundle: OfferedBundle,
  clip: ClipRow | null,
  drawSeed: () => number = () => randomInt(limits.seedMax + 1),
): GenerationSpec => {
  const { manifest, fingerprint } = bundle;
  const frames = request.frames ?? manifest.maxFrames;
  checkFrames(frames, manifest);
  return {
    version: 1,
    bundle: { name: manifest.name, version: manifest.version, fingerprint },
    source: planSource(request, clip, frames, manifest),
    targetEfPercents: [request.targetEf],
    frames,
    seed: request.seed ?? drawSeed(),
    samples: request.samples,
    tolerancePp: request.tolerance,
    maxAttempts: request.maxAttempts,
    allowUnmeasured: request.allowUnmeasured,
  };
};
