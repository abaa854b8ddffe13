import { z } from 'zod';
import { type CohortSpec, cohortSample, cohortSpecSchema } from './cohort-spec.js';
import { type GenerationSpec, generationSample, generationSpecSchema } from './generation-spec.js';
import { itemsSpecSchema } from './items-spec.js';
import { type SampleSpec } from './spec-parts.js';

/**
 * A run, as it is stored: everything that decides its samples and nothing else. Sample i is a pure function of
 * (spec, i), so a run of a million samples is one row until its samples are dispatched.
 */
export const runSpecSchema = z.discriminatedUnion('version', [generationSpecSchema, cohortSpecSchema, itemsSpecSchema]);
export type RunSpec = z.infer<typeof runSpecSchema>;

/** A run whose samples follow from its spec alone; those of the others stand in an object that the spec names. */
export type ComputedSpec = GenerationSpec | CohortSpec;

/** Frames of a run's samples in the mean: what they cost. */
export const meanFrames = (spec: RunSpec): number => {
  switch (spec.version) {
    case 1:
      return spec.frames;
    case 2:
      return spec.lengths.reduce((sum, frames) => sum + frames, 0) / spec.lengths.length;
    case 3:
      return spec.meanFrames;
  }
};

/** @throws RangeError when the run has no such sample */
export const assertSampleIndex = ({ samples }: Pick<RunSpec, 'samples'>, index: number): void => {
  if (!Number.isInteger(index) || index < 0 || index >= samples)
    throw new RangeError(`index: expected 0..${samples - 1}, got ${index}`);
};

/**
 * Sample `index` of a run.
 * @throws RangeError when the run has no such sample
 */
export const sampleSpec = (spec: ComputedSpec, index: number): SampleSpec => {
  assertSampleIndex(spec, index);
  return spec.version === 1 ? generationSample(spec, index) : cohortSample(spec, index);
};
