import { laneSchema, limits } from '@echocohort/shared';
import { z } from 'zod';
import { labelName, labelsSchema, labelValue } from '../http/labels.schema.js';
import { numberFrom, wholeFrom } from '../http/number.schema.js';
import { type Refinement } from '../http/refinement.js';
import { expirySchema } from '../retention/expiry.js';

const { samplesPerCohortMax, splitsMax } = limits;

export const samplesSchema = wholeFrom(1, samplesPerCohortMax);

const framesError = 'expected a whole number of frames';
export const framesInputSchema = z
  .int({ error: framesError })
  .min(limits.framesMin, { error: `${framesError}, ${limits.framesMin} or more` });

const nameError = { error: 'expected 1 to 200 characters' };

/** What every request for a cohort may say, whatever its samples are. */
export const cohortSettings = {
  name: labelValue.min(1, nameError).max(200, nameError).optional(),
  labels: labelsSchema.default({}),
  model: z.string().optional().meta({ description: 'Name of a model; the default one when left out' }),
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
  preview: samplesSchema.optional().meta({ description: 'So many samples go first, in the interactive lane' }),
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
};

/** Only a preview can be held. */
export const holdsPreview: Refinement<{ preview?: number | undefined; holdAfterPreview: boolean }> = [
  ({ preview, holdAfterPreview }) => preview !== undefined || !holdAfterPreview,
  { path: ['preview'], error: 'expected a number of samples, because holdAfterPreview is set' },
];
