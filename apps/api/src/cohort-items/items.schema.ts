import { clipIdSchema, limits } from '@echocohort/shared';
import { z } from 'zod';
import { cohortSettings, framesInputSchema, holdsPreview } from '../cohorts/cohort-settings.schema.js';
import { observedFramesSchema, observedOfClip } from '../generations/generations.schema.js';
import { numberFrom, wholeFrom } from '../http/number.schema.js';
import { type UploadForm } from '../uploads/upload-form.js';

export const itemsForm: UploadForm = { file: 'items', fields: ['cohort'] };

const { customIdMaxChars, itemsPerCohortMax } = limits;
const customIdError = `expected a text of 1 to ${customIdMaxChars} characters, none of them a control character`;

/** A line of an upload: one sample, as a generation may ask for it, and what it is called by. */
export const itemLineSchema = z
  .strictObject({
    custom_id: z
      .string({ error: customIdError })
      .regex(new RegExp(`^[^\\u0000-\\u001f\\u007f]{1,${customIdMaxChars}}$`), { error: customIdError })
      .refine((text) => !/\p{Cs}/u.test(text), { error: customIdError }),
    targetEf: numberFrom(limits.targetEfMinPercent, limits.targetEfMaxPercent),
    clipId: clipIdSchema.optional(),
    observedFrames: observedFramesSchema.optional(),
    frames: framesInputSchema.optional(),
    seed: wholeFrom(0, limits.seedMax).optional(),
    tolerance: numberFrom(limits.tolerancePpMin, limits.tolerancePpMax).optional(),
    maxAttempts: wholeFrom(1, limits.attemptsMax).optional(),
    allowUnmeasured: z.boolean({ error: 'expected true or false' }).optional(),
  })
  .refine(...observedOfClip);
export type ItemLine = z.output<typeof itemLineSchema>;

/** The part `cohort` of an upload's form: what holds for all of its items, and for those that do not say. */
export const itemsCohortSchema = z
  .strictObject({
    ...cohortSettings,
    frames: framesInputSchema.optional().meta({ description: 'Of items that do not say; the maxFrames of the model' }),
  })
  .refine(...holdsPreview);
export type ItemsCohort = z.output<typeof itemsCohortSchema>;

export const itemsDescription =
  `Or, as multipart/form-data, at most ${itemsPerCohortMax} samples one by one: the part \`items\` is a file of JSON lines, each ` +
  'with a `custom_id` that no other line has, a `targetEf` and, where wanted, `clipId`, `observedFrames`, `frames`, `seed`, ' +
  '`tolerance`, `maxAttempts` and `allowUnmeasured`, as of a generation; the part `cohort` is JSON of the other fields below, ' +
  'without `plan`, `sources`, `samples` and `replicates`. An item with a seed is the first sample of the generation with that ' +
  'seed, so items of one seed and clip are twins. All lines are looked at, the first hundred that cannot be used are named by ' +
  'their numbers, and then nothing is made.';
