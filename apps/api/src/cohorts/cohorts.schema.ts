import { bundleRefSchema, clipIdSchema, laneSchema, limits, runIdSchema, runStatuses } from '@echocohort/shared';
import { z } from 'zod';
import { labelSelectorSchema } from '../http/labels.schema.js';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';
import { countsSchema } from '../runs/run-counts.js';
import { storedErrorSchema } from '../samples/samples.schema.js';
import { planInputSchema, planViewSchema } from '../cohort-plan/plan.schema.js';
import { cohortSettings, framesInputSchema, holdsPreview, samplesSchema } from './cohort-settings.schema.js';

const { samplesPerCohortMax, sourcesPerCohortMax, lengthsPerCohortMax } = limits;

const sourcesSchema = z
  .strictObject({
    clipIds: z
      .array(clipIdSchema)
      .min(1, { error: 'expected at least one clip id' })
      .max(sourcesPerCohortMax, { error: `expected at most ${sourcesPerCohortMax} clip ids` })
      .optional(),
    labels: labelSelectorSchema.optional(),
  })
  .refine(({ clipIds, labels }) => (clipIds === undefined) !== (labels === undefined), {
    error: 'expected either clipIds or labels',
  });
export type CohortSources = z.output<typeof sourcesSchema>;

export const createCohortSchema = z
  .strictObject({
    ...cohortSettings,
    sources: sourcesSchema.optional().meta({
      description:
        'Clips that the samples are twins of, by their ids or, the oldest first, all that have some labels when the cohort is ' +
        "made; left out, samples begin with the model's anchor frames",
    }),
    plan: planInputSchema,
    replicates: samplesSchema
      .optional()
      .meta({ description: 'Samples of each source and target, 1 when neither this nor samples is given' }),
    samples: samplesSchema.optional().meta({ description: `Samples in all, at most ${samplesPerCohortMax}` }),
    frames: z
      .union([framesInputSchema, z.array(framesInputSchema).min(1).max(lengthsPerCohortMax)], {
        error: `expected a whole number of frames, or up to ${lengthsPerCohortMax} of them`,
      })
      .optional()
      .meta({
        description: "Frames of the samples, one length or several in turn; the model's maxFrames when left out",
      }),
  })
  .refine(({ samples: all, replicates }) => all === undefined || replicates === undefined, {
    path: ['replicates'],
    error: 'expected either samples or replicates',
  })
  .refine(...holdsPreview)
  .refine(({ sources, split }) => sources !== undefined || split === undefined, {
    path: ['sources'],
    error: 'expected clips, because it is they that a split divides',
  })
  .meta({ id: 'CreateCohort', description: 'A wish for many samples: sources, and a plan of their EFs' });
export type CreateCohort = z.output<typeof createCohortSchema>;

export const extendCohortSchema = z
  .strictObject({
    samples: samplesSchema.optional().meta({ description: 'Samples that it shall have in all' }),
    replicates: samplesSchema.optional().meta({ description: 'Replicates that it shall have in all' }),
  })
  .refine(({ samples: all, replicates }) => (all === undefined) !== (replicates === undefined), {
    path: ['samples'],
    error: 'expected either samples or replicates',
  })
  .meta({ id: 'ExtendCohort', description: 'More samples of the same cohort; those that it has stay as they are' });
export type ExtendCohort = z.output<typeof extendCohortSchema>;

export const leftOutSchema = z
  .object({
    sources: z.int().meta({ description: 'Sources that cannot be used' }),
    examples: z
      .array(z.object({ clipId: clipIdSchema, reason: z.string() }))
      .meta({ description: 'The first of them' }),
    targets: z.int().meta({ description: 'Targets, or EFs of a CSV, outside of what a sample may be asked for' }),
    items: z.int().meta({ description: 'Items of an upload whose clip cannot be used' }),
  })
  .meta({ id: 'CohortLeftOut', description: 'What was asked for and is not made' });

const splits = z.record(z.string(), z.int()).meta({ description: 'Sources of each split' });

export const cohortSchema = z
  .object({
    id: runIdSchema,
    name: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    status: z
      .enum([...runStatuses, 'paused'])
      .meta({ description: 'paused: by its owner, or because its preview wants to be looked at' }),
    model: bundleRefSchema,
    spec: z.object({
      plan: planViewSchema,
      sources: z.int(),
      splits,
      arms: z.int().meta({ description: 'Samples of one replicate' }),
      samples: z.int(),
      frames: z.array(z.int()),
      seed: z.int(),
      tolerance: z.number(),
      maxAttempts: z.int(),
    }),
    lane: laneSchema.meta({ description: 'Where its next samples go' }),
    preview: z.int().meta({ description: 'Samples that go first; 0 without a preview' }),
    counts: countsSchema,
    leftOut: leftOutSchema,
    error: storedErrorSchema.nullable(),
    deadline: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable().meta({ description: 'When it is deleted; null before its end' }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    links: z.object({
      self: z.string(),
      samples: z.string(),
      figures: z.string(),
      manifest: z.string(),
      pause: z.string(),
      resume: z.string(),
      cancel: z.string(),
      extend: z.string(),
    }),
  })
  .meta({ id: 'Cohort', description: 'Many samples of one plan, and how far they are' });
export type CohortView = z.infer<typeof cohortSchema>;

export const cohortDetailSchema = cohortSchema
  .extend({
    progress: z.object({
      samplesPerSecond: z.number().nullable().meta({ description: 'Of its newest samples; null before there are any' }),
      expectedEnd: z.iso.datetime().nullable().meta({ description: 'At this pace; null where there is none' }),
    }),
  })
  .meta({ id: 'CohortDetail', description: 'A cohort, and how fast it is' });
export type CohortDetail = z.infer<typeof cohortDetailSchema>;

export const cohortPageSchema = pageOf(cohortSchema).meta({ id: 'CohortPage' });
export type CohortPage = z.infer<typeof cohortPageSchema>;

export const cohortPageQuerySchema = pageQuery(runIdSchema);
export type CohortPageQuery = z.infer<typeof cohortPageQuerySchema>;

export const manifestFormats = ['jsonl', 'csv', 'parquet'] as const;
export type ManifestFormat = (typeof manifestFormats)[number];
export const manifestQuerySchema = z.strictObject({
  format: z.enum(manifestFormats, { error: `expected ${manifestFormats.join(', ')}` }).default('jsonl'),
});
export type ManifestQuery = z.infer<typeof manifestQuerySchema>;

export const createCohortExample: z.input<typeof createCohortSchema> = {
  name: 'Low EF twins',
  labels: { study: 'lvnc' },
  sources: { clipIds: [clipIdSchema.parse(exampleIds.clip)] },
  plan: { kind: 'list', targets: [20, 35, 60] },
  replicates: 10,
  seed: 7,
};
