import { z } from 'zod';
import { cohortSample, cohortSpecSchema } from './cohort-spec.js';
import { generationSample, generationSpecSchema } from './generation-spec.js';
import { type SampleSpec } from './spec-parts.js';

/**
 * A run, as it is stored: everything that decides its samples and nothing else. Sample i is a pure function of
 * (spec, i), so a run of a million samples is one row until its samples are dispatched.
 */
export const runSpecSchema = z.discriminatedUnion('version', [generationSpecSchema, cohortSpecSchema]);
export type RunSpec = z.infer<typeof runSpecSchema>;

/** Frames of a run's samples in the mean: what they cost. */
export const meanFrames = (spec: RunSpec): number =>
  spec.version === 1 ? spec.frames : spec.lengths.reduce((sum, frames) => sum + frames, 0) / spec.lengths.length;

/**
 * Sample `index` of a run.
 * @throws RangeError when the run has no such sample
 */
export const sampleSpec = (spec: RunSpec, index: number): SampleSpec => {
  if (!Number.isInteger(index) || index < 0 || index >= spec.samples)
    throw new RangeError(`index: expected 0..${spec.samples - 1}, got ${index}`);
  return spec.version === 1 ? generationSample(spec, index) : cohortSample(spec, index);
};
