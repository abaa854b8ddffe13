import { randomInt } from 'node:crypto';
import { type ClipRow } from '@echocohort/platform';
import { type GenerationSpec, limits, type Source } from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';
import { checkFrames, checkSource } from '../runs/check-source.js';
import { type CreateGeneration } from './generations.schema.js';

const sourceOf = ({ observedFrames }: CreateGeneration, clip: ClipRow | null): Source =>
  clip === null ? { kind: 'none' } : { kind: 'clip', clipId: clip.id, ...(observedFrames && { observedFrames }) };

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
  checkSource(clip, request.observedFrames, frames, manifest);
  return {
    version: 1,
    bundle: { name: manifest.name, version: manifest.version, fingerprint },
    source: sourceOf(request, clip),
    targetEfPercents: [request.targetEf],
    frames,
    seed: request.seed ?? drawSeed(),
    samples: request.samples,
    tolerancePp: request.tolerance,
    maxAttempts: request.maxAttempts,
    allowUnmeasured: request.allowUnmeasured,
  };
};
