import { limits } from '@echocohort/shared';
import { z } from 'zod';
import { numberFrom, wholeFrom } from '../http/number.schema.js';

const { targetEfMinPercent, targetEfMaxPercent, targetsPerPlanMax } = limits;
const spanPp = targetEfMaxPercent - targetEfMinPercent;

const targetEf = numberFrom(targetEfMinPercent, targetEfMaxPercent);
const min = targetEf.default(targetEfMinPercent).meta({ description: 'Percent' });
const max = targetEf.default(targetEfMaxPercent).meta({ description: 'Percent' });
const range = { min, max };

const few = <T extends z.ZodType>(item: T, what: string) => {
  const error = `expected 1 to ${targetsPerPlanMax} ${what}`;
  return z.array(item, { error }).min(1, { error }).max(targetsPerPlanMax, { error });
};

const offset = numberFrom(-spanPp, spanPp);
const csv = z
  .string({ error: 'expected the text of a CSV file' })
  .min(1, { error: 'expected the text of a CSV file' })
  .meta({ description: 'EFs in percent: a number a line, or a table with a column `ef`' });

/** What is wrong with a plan that a schema of its fields alone lets pass: a range that ends before it begins. */
const isRange = (from: number, to: number): boolean => from <= to;
const rangeError = { path: ['max'], error: 'expected a number of min or more' };

const planSchemas = [
  z
    .strictObject({ kind: z.literal('list'), targets: few(targetEf, 'targets') })
    .meta({ title: 'Each source with each target, as twins of each other' }),
  z
    .strictObject({ kind: z.literal('uniform'), ...range })
    .refine((plan) => isRange(plan.min, plan.max), rangeError)
    .meta({ title: 'Any EF of a range' }),
  z
    .strictObject({ kind: z.literal('normal'), mean: numberFrom(0, 100), sd: numberFrom(0.1, 100), ...range })
    .refine((plan) => isRange(plan.min, plan.max), rangeError)
    .meta({ title: 'What of a normal distribution lies within a range' }),
  z
    .strictObject({
      kind: z.literal('stratified'),
      strata: few(
        z
          .strictObject({ min: targetEf, max: targetEf, share: numberFrom(0, 1e9) })
          .refine((stratum) => isRange(stratum.min, stratum.max), rangeError),
        'strata',
      ),
    })
    .meta({ title: 'Strata by their shares (any unit): exact counts, to a hundredth of a percent' }),
  z
    .strictObject({ kind: z.literal('match'), csv })
    .meta({ title: 'As often as others have each EF, to a tenth of a percent' }),
  z
    .strictObject({ kind: z.literal('balance'), csv, ...range, binWidth: numberFrom(0.5, spanPp).default(5) })
    .refine((plan) => plan.min < plan.max, { path: ['max'], error: 'expected a number above min' })
    .meta({
      title: 'What others lack: bins fill up to the fullest one; so many samples when the request does not say',
    }),
  z
    .strictObject({ kind: z.literal('offsets'), offsets: few(offset, 'offsets') })
    .meta({ title: 'The EF of each source, and so many percentage points more: counterfactual twins' }),
  z
    .strictObject({ kind: z.literal('sweep'), from: offset, to: offset, steps: wholeFrom(2, targetsPerPlanMax) })
    .meta({ title: 'Offsets in even steps' }),
] as const;

export const planInputSchema = z
  .discriminatedUnion('kind', planSchemas, {
    error: 'expected a plan of kind list, uniform, normal, stratified, match, balance, offsets or sweep',
  })
  .meta({ id: 'CohortPlan', description: 'Which EFs are asked for' });
export type PlanInput = z.output<typeof planInputSchema>;

const bins = z.array(z.object({ min: z.number(), max: z.number(), count: z.int() }));

/** A plan as it is shown: what was made of a CSV stands for it. */
export const planViewSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('list'), targets: z.array(z.number()) }),
    z.object({ kind: z.literal('uniform'), min: z.number(), max: z.number() }),
    z.object({ kind: z.literal('normal'), mean: z.number(), sd: z.number(), min: z.number(), max: z.number() }),
    z.object({
      kind: z.literal('stratified'),
      strata: z.array(z.object({ min: z.number(), max: z.number(), share: z.number() })),
    }),
    z.object({
      kind: z.literal('match'),
      efs: z.int().meta({ description: 'How many EFs are matched' }),
      min: z.number(),
      max: z.number(),
    }),
    z.object({ kind: z.literal('balance'), bins }),
    z.object({ kind: z.literal('offsets'), offsets: z.array(z.number()) }),
    z.object({ kind: z.literal('items'), items: z.int().meta({ description: 'How many were uploaded' }) }),
  ])
  .meta({ id: 'CohortPlanView', description: 'Which EFs are asked for, as it is kept' });
export type PlanView = z.infer<typeof planViewSchema>;
