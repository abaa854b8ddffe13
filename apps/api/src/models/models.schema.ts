import { efMethods, limits } from '@echocohort/shared';
import { z } from 'zod';
import { exampleIds } from '../openapi/examples.js';

const range = z.object({ min: z.number(), max: z.number() });

export const modelSchema = z
  .object({
    name: z.string().meta({ description: 'What `model` of a generation names' }),
    version: z.string(),
    title: z.string(),
    licence: z.string(),
    isDefault: z.boolean(),
    fingerprint: z.string().meta({ description: 'SHA-256 of its bundle.json' }),
    trainingData: z.string(),
    weights: z.string(),
    citation: z.array(z.string()),
    height: z.int(),
    width: z.int(),
    framesPerSecond: z.number().meta({ description: 'Rate of a sample whose clip has none' }),
    limits: z.object({
      targetEf: range,
      frames: range,
      samples: range,
      tolerance: range,
      maxAttempts: range,
      observedFramesMax: z.int(),
    }),
    trainedEf: range.meta({
      description: 'EF range of the training data, percent; targets outside it are extrapolated',
    }),
    needsClip: z.boolean().meta({ description: 'It has no anchor frames of its own: every generation needs a clip' }),
    measurement: z.enum(efMethods).meta({
      description:
        'How it knows the EF of a sample: by outlines that the motion of the clip carries, by reading made frames anew, or not at all',
    }),
    quality: z.record(z.string(), z.object({ value: z.number(), protocol: z.string() })),
  })
  .meta({ id: 'Model', description: 'A model bundle: what it was made from, its limits and its measured quality' });
export type ModelView = z.infer<typeof modelSchema>;

export const modelListSchema = z.object({ items: z.array(modelSchema) }).meta({ id: 'ModelList' });

export const requestLimits = (maxFrames: number, maxReferences: number): ModelView['limits'] => ({
  targetEf: { min: limits.targetEfMinPercent, max: limits.targetEfMaxPercent },
  frames: { min: limits.framesMin, max: maxFrames },
  samples: { min: 1, max: limits.samplesPerGenerationMax },
  tolerance: { min: limits.tolerancePpMin, max: limits.tolerancePpMax },
  maxAttempts: { min: 1, max: limits.attemptsMax },
  observedFramesMax: maxReferences,
});

export const modelExample: ModelView = {
  name: 'echo-motion',
  version: '1',
  title: 'One-step motion flow on a phantom heart',
  licence: 'Apache-2.0',
  isDefault: true,
  fingerprint: exampleIds.fingerprint,
  trainingData: 'Rendered phantom clips; no patient data',
  weights: 'Trained by lab/ on the phantom',
  citation: ['arXiv:2603.13967'],
  height: 112,
  width: 112,
  framesPerSecond: 32,
  limits: requestLimits(32, 4),
  trainedEf: { min: 10, max: 80 },
  needsClip: false,
  measurement: 'carried',
  quality: { efMaePp: { value: 1.8, protocol: 'mean |auditEf - targetEf| over 256 held-out phantoms' } },
};
