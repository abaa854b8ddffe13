import { z } from 'zod';
import { clipIdSchema } from '../ids.js';
import { limits } from '../limits.js';
import { cohortArms, type CohortPlace } from '../plan/cohort-arms.js';
import { planSchema } from '../plan/plan.js';
import { framesSchema, makingSchema, type SampleSpec, type Source } from './spec-parts.js';

/** A clip that samples of a cohort are twins of. */
export const cohortSourceSchema = z.object({
  clipId: clipIdSchema,
  split: z.string().min(1).optional(),
  /** Of its reading; there when the plan asks for it. */
  efPercent: z.number().optional(),
});
export type CohortSource = z.infer<typeof cohortSourceSchema>;

/**
 * A cohort, as it is stored: sources, and the plan by which each of them gets its targets. `extend` raises `samples` and nothing
 * else, so a sample is the same before and after.
 */
export const cohortSpecSchema = makingSchema.extend({
  version: z.literal(2),
  /** None: each sample begins with one of the bundle's anchor frames. */
  sources: z.array(cohortSourceSchema).max(limits.sourcesPerCohortMax),
  plan: planSchema,
  /** Frames of the samples; those of a group of twins are of one length. */
  lengths: z.array(framesSchema).min(1).max(limits.lengthsPerCohortMax),
  samples: makingSchema.shape.samples.max(limits.samplesPerCohortMax),
});
export type CohortSpec = z.infer<typeof cohortSpecSchema>;

/** Made once a spec, however many of its samples are asked for. */
const armsOf = new WeakMap<CohortSpec, ReturnType<typeof cohortArms>>();

const armsOfSpec = (spec: CohortSpec): ReturnType<typeof cohortArms> => {
  const known = armsOf.get(spec);
  if (known) return known;
  const made = cohortArms(spec);
  armsOf.set(spec, made);
  return made;
};

/** Samples of one replicate: each source, with each of its targets. */
export const armsOfCohort = (spec: CohortSpec): number => armsOfSpec(spec).arms;

/** Where sample `index` of a cohort stands, which must have one. */
export const cohortPlace = (spec: CohortSpec, index: number): CohortPlace => armsOfSpec(spec).place(index);

/** Sample `index` of a cohort, which must have one. */
export const cohortSample = (spec: CohortSpec, index: number): SampleSpec => {
  const { seed, lengths, sources, tolerancePp, maxAttempts } = spec;
  const { replicate, source: k, noiseIndex, targetEfPercent } = cohortPlace(spec, index);
  const listed = sources[k];
  const source: Source = listed ? { kind: 'clip', clipId: listed.clipId } : { kind: 'none' };
  // Over its replicates a source is made in every length, and a replicate has all lengths: neither goes with the other.
  const frames = lengths[(replicate + k) % lengths.length] as number;
  const made = { tolerancePp, maxAttempts, allowUnmeasured: false };
  return {
    index,
    customId: null,
    seed,
    noiseIndex,
    targetEfPercent,
    frames,
    source,
    split: listed?.split ?? null,
    ...made,
  };
};
