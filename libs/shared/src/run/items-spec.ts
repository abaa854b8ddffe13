import { z } from 'zod';
import { limits } from '../limits.js';
import { targetEfSchema } from '../plan/plan.js';
import { cohortSourceSchema } from './cohort-spec.js';
import { framesSchema, makingSchema, type SampleSpec, type Source } from './spec-parts.js';

/** A line of an uploaded cohort, as it is stored. What it leaves out its cohort says. */
export const itemSchema = z.object({
  /** What its owner calls it by: no other item of the cohort has it. */
  customId: z.string().min(1),
  targetEfPercent: targetEfSchema,
  frames: framesSchema,
  /** Which of the cohort's sources it is a twin of, from 0; none begins with one of the bundle's anchor frames. */
  source: z.int().nonnegative().optional(),
  observedFrames: z.array(z.int().nonnegative()).min(1).optional(),
  seed: makingSchema.shape.seed.optional(),
  tolerancePp: makingSchema.shape.tolerancePp.optional(),
  maxAttempts: makingSchema.shape.maxAttempts.optional(),
  allowUnmeasured: z.boolean().optional(),
});
export type Item = z.infer<typeof itemSchema>;

/**
 * The object that holds a cohort's items: chunks of `itemsPerChunk` items each, and behind them an index, which names the size and
 * SHA-256 of each chunk. The digest of the index stands for all of it, so that a chunk read by range can be believed.
 */
export const itemsRefSchema = z.object({
  sizeBytes: z.int().positive(),
  /** Of the index, at the object's end. */
  indexBytes: z.int().positive(),
  indexSha256: z.string().regex(/^[0-9a-f]{64}$/),
  itemsPerChunk: z.int().positive(),
});
export type ItemsRef = z.infer<typeof itemsRefSchema>;

/** A cohort whose samples were uploaded, one by one. Sample i is a pure function of (spec, item i), and the spec names the items. */
export const itemsSpecSchema = makingSchema.extend({
  version: z.literal(3),
  /** Clips that items are twins of. */
  sources: z.array(cohortSourceSchema).max(limits.sourcesPerCohortMax),
  items: itemsRefSchema,
  /** Every length that an item has, ascending. */
  lengths: z.array(framesSchema).min(1),
  meanFrames: z.number().min(limits.framesMin),
  samples: makingSchema.shape.samples.max(limits.itemsPerCohortMax),
});
export type ItemsSpec = z.infer<typeof itemsSpecSchema>;

const sourceOf = ({ sources }: ItemsSpec, { source, observedFrames }: Item): Source => {
  if (source === undefined) return { kind: 'none' };
  const listed = sources[source];
  if (listed === undefined) throw new Error(`an item names source ${source} of ${sources.length}`);
  return { kind: 'clip', clipId: listed.clipId, ...(observedFrames && { observedFrames }) };
};

/**
 * Sample `index` of an uploaded cohort, by its item. An item with a seed of its own is the first sample of a generation with that
 * seed, so items of one seed are twins; the others share the cohort's seed, and each has its own noise.
 */
export const itemSample = (spec: ItemsSpec, index: number, item: Item): SampleSpec => ({
  index,
  customId: item.customId,
  seed: item.seed ?? spec.seed,
  noiseIndex: item.seed === undefined ? index : 0,
  targetEfPercent: item.targetEfPercent,
  frames: item.frames,
  source: sourceOf(spec, item),
  split: (item.source === undefined ? undefined : spec.sources[item.source]?.split) ?? null,
  tolerancePp: item.tolerancePp ?? spec.tolerancePp,
  maxAttempts: item.maxAttempts ?? spec.maxAttempts,
  allowUnmeasured: item.allowUnmeasured ?? false,
});
