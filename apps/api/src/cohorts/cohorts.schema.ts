import { bundleRefSchema, clipIdSchema, laneSchema, limits, runIdSchema, runStatuses } from '@echocohort/shared';
import { z } from 'zod';
import { numberFrom, wholeFrom } from '../http/number.schema.js';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';
import { expirySchema } from '../retention/expiry.js';
import { countsSchema } from '../runs/run-counts.js';
import { storedErrorSchema } from '../samples/samples.schema.js';
import { planInputSchema, planViewSchema } from '../cohort-plan/plan.schema.js';

const { samplesPerCohortMax, sourcesPerCohortMax, lengthsPerCohortMax, splitsMax } = limits;

/** Labels are words for people and for selectors: short, and few. */
export const labelsMax = 32;
const labelError = 'expected letters, digits, ".", "_" or "-", at most 63, beginning with a letter or digit';
const labelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: labelError });
export const labelsSchema = z
  .record(labelName, z.string().max(255, { error: 'expected at most 255 characters' }))
  .refine((labels) => Object.keys(labels).length <= labelsMax, { error: `expected at most ${labelsMax} labels` })
  .meta({ description: 'Names and values of your own' });

const samples = wholeFrom(1, samplesPerCohortMax);
const frames = z.int({ error: 'expected a whole number of frames' }).min(limits.framesMin, {
  error: `expected a whole number of frames, ${limits.framesMin} or more`,
});

const sourcesSchema = z.strictObject({
  clipIds: z
    .array(clipIdSchema)
    .min(1, { error: 'expected at least one clip id' })
    .max(sourcesPerCohortMax, { error: `expected at most ${sourcesPerCohortMax} clip ids` }),
});

export const createCohortSchema = z
  .strictObject({
    name: z.string().min(1).max(200, { error: 'expected 1 to 200 characters' }).optional(),
    labels: labelsSchema.default({}),
    model: z.string().optional().meta({ description: 'Name of a model; the default one when left out' }),
    sources: sourcesSchema.optional().meta({
      description: "Clips that the samples are twins of; left out, they begin with the model's anchor frames",
    }),
    plan: planInputSchema,
    replicates: samples
      .optional()
      .meta({ description: 'Samples of each source and target, 1 when neither this nor samples is given' }),
    samples: samples.optional().meta({ description: `Samples in all, at most ${samplesPerCohortMax}` }),
    frames: z
      .union([frames, z.array(frames).min(1).max(lengthsPerCohortMax)], {
        error: `expected a whole number of frames, or up to ${lengthsPerCohortMax} of them`,
      })
      .optional()
      .meta({
        description: "Frames of the samples, one length or several in turn; the model's maxFrames when left out",
      }),
    seed: wholeFrom(0, limits.seedMax)
      .optional()
      .meta({ description: 'The same request with the same seed gives the same samples; drawn when left out' }),
    tolerance: numberFrom(limits.tolerancePpMin, limits.tolerancePpMax)
      .default(3)
      .meta({ description: 'What measuredEf and auditEf may each differ from the target by, percentage points' }),
    maxAttempts: wholeFrom(1, limits.attemptsMax)
      .default(8)
      .meta({ description: 'Tries at each sample; the best one is kept when none is accepted' }),
    split: z
      .record(labelName, z.number().positive({ error: 'expected a number above 0' }))
      .refine((split) => Object.keys(split).length > 0 && Object.keys(split).length <= splitsMax, {
        error: `expected 1 to ${splitsMax} splits`,
      })
      .optional()
      .meta({
        description:
          'Ratios of splits by their names: each source is in one of them, and clips of the same pixels in the same',
      }),
    onUnreadable: z
      .enum(['refuse', 'leave-out'], { error: 'expected refuse or leave-out' })
      .default('refuse')
      .meta({ description: 'What becomes of sources in which no ventricle can be read' }),
    lane: laneSchema.default('bulk').meta({ description: 'interactive goes before bulk' }),
    preview: samples.optional().meta({ description: 'So many samples go first, in the interactive lane' }),
    holdAfterPreview: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .meta({ description: 'Wait after the preview until the cohort is resumed' }),
    deadline: z.iso
      .datetime({ offset: true, error: 'expected a time such as 2027-01-31T18:00:00Z' })
      .optional()
      .meta({ description: 'When it should be over' }),
    expiresAfter: expirySchema.optional().meta({
      description:
        'How long after its end it is deleted, as P30D or PT12H; left out, as the tenant has it, which may be for ever',
    }),
    dryRun: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .meta({ description: 'Make nothing, and say what it would come to' }),
  })
  .refine(({ samples: all, replicates }) => all === undefined || replicates === undefined, {
    path: ['replicates'],
    error: 'expected either samples or replicates',
  })
  .refine(({ preview, holdAfterPreview }) => preview !== undefined || !holdAfterPreview, {
    path: ['preview'],
    error: 'expected a number of samples, because holdAfterPreview is set',
  })
  .refine(({ sources, split }) => sources !== undefined || split === undefined, {
    path: ['sources'],
    error: 'expected clips, because it is they that a split divides',
  })
  .meta({ id: 'CreateCohort', description: 'A wish for many samples: sources, and a plan of their EFs' });
export type CreateCohort = z.output<typeof createCohortSchema>;

export const extendCohortSchema = z
  .strictObject({
    samples: samples.optional().meta({ description: 'Samples that it shall have in all' }),
    replicates: samples.optional().meta({ description: 'Replicates that it shall have in all' }),
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
