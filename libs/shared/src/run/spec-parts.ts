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

/** What every run says of how its samples are made. */
export const makingSchema = z.object({
  bundle: bundleRefSchema,
  seed: z.int().min(0).max(limits.seedMax),
  samples: z.int().min(1),
  /** What either reading of the EF may differ from the target by, in percentage points. */
  tolerancePp: z.number().min(limits.tolerancePpMin).max(limits.tolerancePpMax),
  maxAttempts: z.int().min(1).max(limits.attemptsMax),
});

export const framesSchema = z.int().min(limits.framesMin);

/** One sample, before it is made. */
export interface SampleSpec {
  readonly index: number;
  /** What its owner calls it by who uploaded it as an item; null for any other. */
  readonly customId: string | null;
  readonly seed: number;
  /** Whose noise it is made of: its own, by its index, or that of the twins beside it. */
  readonly noiseIndex: number;
  readonly targetEfPercent: number;
  readonly frames: number;
  readonly source: Source;
  /** Which split of a cohort its source is in; null when there are none. */
  readonly split: string | null;
  readonly tolerancePp: number;
  readonly maxAttempts: number;
  readonly allowUnmeasured: boolean;
}
