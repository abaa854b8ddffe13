import { z } from 'zod';
import { targetEfSchema } from '../plan/plan.js';
import { framesSchema, makingSchema, type SampleSpec, sourceSchema } from './spec-parts.js';

/** A generation, as it is stored: one source, and a target EF for each arm. */
export const generationSpecSchema = makingSchema.extend({
  version: z.literal(1),
  source: sourceSchema,
  /** Sample i belongs to arm i mod arms. A generation of the API has one arm. */
  targetEfPercents: z.array(targetEfSchema).min(1),
  frames: framesSchema,
  /** Make samples of frames in which no ventricle is seen too: nobody measures them, and none is accepted. */
  allowUnmeasured: z.boolean().default(false),
});
export type GenerationSpec = z.infer<typeof generationSpecSchema>;

/** Sample `index` of a generation, which must have one. Its noise is its own. */
export const generationSample = (spec: GenerationSpec, index: number): SampleSpec => {
  const { seed, frames, source, tolerancePp, maxAttempts, allowUnmeasured, targetEfPercents } = spec;
  const targetEfPercent = targetEfPercents[index % targetEfPercents.length] as number;
  const made = { tolerancePp, maxAttempts, allowUnmeasured };
  return { index, customId: null, seed, noiseIndex: index, targetEfPercent, frames, source, split: null, ...made };
};
