import { z } from 'zod';
import { clipIdSchema } from '../ids.js';
import { limits } from '../limits.js';

/** What conditions a sample: frames of a clip that somebody uploaded, or nothing (the bundle then brings the anchor frame). */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('clip'),
    clipId: clipIdSchema,
    /** Indices into the clip's own frames, ascending and distinct; without them the best frame of the clip's reading. */
    observedFrames: z.array(z.int().nonnegative()).min(1).optional(),
  }),
  z.object({ kind: z.literal('none') }),
]);
export type Source = z.infer<typeof sourceSchema>;

/** The bundle as it was when the run was made; a worker with another fingerprint does not take the run. */
export const bundleRefSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  fingerprint: z.string().min(1),
});
export type BundleRef = z.infer<typeof bundleRefSchema>;

/**
 * A run, as it is stored: everything that decides its samples and nothing else. Sample i is a pure function of
 * (spec, i), so a run of a million samples is one row until its samples are dispatched.
 */
export const runSpecSchema = z.object({
  version: z.literal(1),
  bundle: bundleRefSchema,
  source: sourceSchema,
  /** Target EF of each arm in percent; sample i belongs to arm i mod arms. A generation has one arm. */
  targetEfPercents: z.array(z.number().min(limits.targetEfMinPercent).max(limits.targetEfMaxPercent)).min(1),
  frames: z.int().min(limits.framesMin),
  seed: z.int().min(0).max(limits.seedMax),
  samples: z.int().min(1),
  /** What either reading of the EF may differ from the target by, in percentage points. */
  tolerancePp: z.number().min(limits.tolerancePpMin).max(limits.tolerancePpMax),
  maxAttempts: z.int().min(1).max(limits.attemptsMax),
  /** Make samples of frames in which no ventricle is seen too: nobody measures them, and none is accepted. */
  allowUnmeasured: z.boolean().default(false),
});
export type RunSpec = z.infer<typeof runSpecSchema>;

/** One sample, before it is made. */
export interface SampleSpec {
  readonly index: number;
  readonly seed: number;
  readonly targetEfPercent: number;
  readonly frames: number;
  readonly source: Source;
  readonly tolerancePp: number;
  readonly maxAttempts: number;
  readonly allowUnmeasured: boolean;
}

/**
 * Sample `index` of a run.
 * @throws RangeError when the run has no such sample
 */
export const sampleSpec = (spec: RunSpec, index: number): SampleSpec => {
  if (!Number.isInteger(index) || index < 0 || index >= spec.samples)
    throw new RangeError(`index: expected 0..${spec.samples - 1}, got ${index}`);
  const { seed, frames, source, tolerancePp, maxAttempts, allowUnmeasured, targetEfPercents } = spec;
  const targetEfPercent = targetEfPercents[index % targetEfPercents.length] as number;
  return { index, seed, targetEfPercent, frames, source, tolerancePp, maxAttempts, allowUnmeasured };
};
