import { bundleRefSchema, clipIdSchema, limits, runIdSchema, runStatuses } from '@echocohort/shared';
import { z } from 'zod';
import { numberFrom, wholeFrom } from '../http/number.schema.js';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { type Refinement } from '../http/refinement.js';
import { exampleIds } from '../openapi/examples.js';
import { expirySchema } from '../retention/expiry.js';
import { countsSchema } from '../runs/run-counts.js';
import { sampleExample, samplePageSchema, storedErrorSchema } from '../samples/samples.schema.js';

const framesError = `expected a whole number of frames, ${limits.framesMin} or more`;
const observedError = 'expected a frame index, 0 or more';

export const observedFramesSchema = z
  .array(z.int({ error: observedError }).min(0, { error: observedError }), {
    error: 'expected a list of frame indices',
  })
  .min(1, { error: 'expected at least one frame index' })
  .meta({
    description:
      "Indices into the clip, ascending; the best end-diastolic frame of the clip's reading when left out. Only with clipId",
  });

/** Frames are observed of a clip, or not at all. */
export const observedOfClip: Refinement<{ clipId?: string | undefined; observedFrames?: number[] | undefined }> = [
  ({ clipId, observedFrames }) => clipId !== undefined || observedFrames === undefined,
  { path: ['clipId'], error: 'expected a clip id, because observedFrames are given' },
];

export const createGenerationSchema = z
  .strictObject({
    model: z.string().optional().meta({ description: 'Name of a model; the default one when left out' }),
    targetEf: numberFrom(limits.targetEfMinPercent, limits.targetEfMaxPercent).meta({ description: 'Percent' }),
    frames: z
      .int({ error: framesError })
      .min(limits.framesMin, { error: framesError })
      .optional()
      .meta({ description: "Frames of each sample, up to the model's maxFrames, which is the default" }),
    seed: wholeFrom(0, limits.seedMax)
      .optional()
      .meta({ description: 'The same request with the same seed gives the same samples; drawn when left out' }),
    samples: wholeFrom(1, limits.samplesPerGenerationMax).default(1),
    clipId: clipIdSchema.optional().meta({ description: 'A clip whose frames condition the samples' }),
    observedFrames: observedFramesSchema.optional(),
    tolerance: numberFrom(limits.tolerancePpMin, limits.tolerancePpMax)
      .default(3)
      .meta({ description: 'What measuredEf and auditEf may each differ from the target by, percentage points' }),
    maxAttempts: wholeFrom(1, limits.attemptsMax)
      .default(8)
      .meta({ description: 'Tries at each sample; the best one is kept when none is accepted' }),
    expiresAfter: expirySchema.optional().meta({
      description:
        'How long after its end it is deleted, as P30D or PT12H; left out, as the tenant has it, which may be for ever',
    }),
    allowUnmeasured: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .meta({ description: 'Make samples of frames without a ventricle too: without EF and outline, never accepted' }),
  })
  .refine(...observedOfClip)
  .meta({ id: 'CreateGeneration', description: 'A wish for samples with one target EF' });
export type CreateGeneration = z.output<typeof createGenerationSchema>;

export const generationSchema = z
  .object({
    id: runIdSchema,
    status: z.enum(runStatuses),
    model: bundleRefSchema,
    spec: z.object({
      targetEf: z.number(),
      frames: z.int(),
      seed: z.int(),
      samples: z.int(),
      clipId: clipIdSchema.nullable(),
      observedFrames: z
        .array(z.int())
        .nullable()
        .meta({ description: "Null: the best frame of the clip's reading, which each sample's provenance names" }),
      tolerance: z.number(),
      maxAttempts: z.int(),
      allowUnmeasured: z.boolean(),
    }),
    counts: countsSchema,
    error: storedErrorSchema.nullable(),
    expiresAt: z.iso.datetime().nullable().meta({ description: 'When it is deleted; null before its end' }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    links: z.object({ self: z.string(), samples: z.string(), cancel: z.string() }),
  })
  .meta({ id: 'Generation', description: 'A request for samples and how far it is' });
export type GenerationView = z.infer<typeof generationSchema>;

export const generationDetailSchema = generationSchema
  .extend({ samples: samplePageSchema })
  .meta({ id: 'GenerationDetail', description: 'A generation with the first page of its samples' });
export type GenerationDetail = z.infer<typeof generationDetailSchema>;

export const generationPageSchema = pageOf(generationSchema).meta({ id: 'GenerationPage' });
export type GenerationPage = z.infer<typeof generationPageSchema>;

export const generationPageQuerySchema = pageQuery(runIdSchema);
export type GenerationPageQuery = z.infer<typeof generationPageQuerySchema>;

export const createGenerationExample: z.input<typeof createGenerationSchema> = {
  targetEf: 40,
  frames: 32,
  seed: 7,
  samples: 1,
  clipId: clipIdSchema.parse(exampleIds.clip),
  observedFrames: [0],
};

export const generationExample: GenerationView = {
  id: runIdSchema.parse(exampleIds.run),
  status: 'succeeded',
  model: { name: 'echo-motion', version: '1', fingerprint: exampleIds.fingerprint },
  spec: {
    targetEf: 40,
    frames: 32,
    seed: 7,
    samples: 1,
    clipId: clipIdSchema.parse(exampleIds.clip),
    observedFrames: [0],
    tolerance: 3,
    maxAttempts: 8,
    allowUnmeasured: false,
  },
  counts: { total: 1, pending: 0, succeeded: 1, accepted: 1, failed: 0, cancelled: 0 },
  error: null,
  expiresAt: null,
  createdAt: '2026-11-24T09:31:00.000Z',
  startedAt: '2026-11-24T09:31:00.100Z',
  finishedAt: '2026-11-24T09:31:02.000Z',
  links: {
    self: `/v1/generations/${exampleIds.run}`,
    samples: `/v1/generations/${exampleIds.run}/samples`,
    cancel: `/v1/generations/${exampleIds.run}/cancel`,
  },
};

export const generationDetailExample: GenerationDetail = {
  ...generationExample,
  samples: { items: [sampleExample], next: null },
};
