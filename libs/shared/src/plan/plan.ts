import { z } from 'zod';
import { limits } from '../limits.js';

const { targetEfMinPercent, targetEfMaxPercent, targetsPerPlanMax } = limits;

/** EFs are counted and matched in tenths of a percent. */
export const tenthsPerPercent = 10;

export const targetEfSchema = z.number().min(targetEfMinPercent).max(targetEfMaxPercent);
const efRange = z.tuple([targetEfSchema, targetEfSchema]).refine(([min, max]) => min <= max);
const weight = z.number().nonnegative();

/** How often each tenth of a percent is met, from `firstTenth` on. */
export const efCountsSchema = z.object({
  firstTenth: z.int().min(targetEfMinPercent * tenthsPerPercent),
  counts: z
    .array(z.int().nonnegative())
    .min(1)
    .max((targetEfMaxPercent - targetEfMinPercent) * tenthsPerPercent + 1),
});
export type EfCounts = z.infer<typeof efCountsSchema>;

/**
 * Which EFs a cohort asks for. `list` and `offsets` give each source all their targets, as twins of each other; the others draw
 * one for each sample. No plan grows with the number of samples or of the EFs that it was made from.
 */
export const planSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list'), targetsPercent: z.array(targetEfSchema).min(1).max(targetsPerPlanMax) }),
  z.object({ kind: z.literal('uniform'), rangePercent: efRange }),
  /** What of a normal distribution lies within the range. */
  z.object({
    kind: z.literal('normal'),
    meanPercent: z.number(),
    sdPp: z.number().min(0.1),
    rangePercent: efRange,
  }),
  /** Strata by their weights: exact counts, and uniform within each. */
  z.object({
    kind: z.literal('stratified'),
    strata: z
      .array(z.object({ rangePercent: efRange, weight }))
      .min(1)
      .max(targetsPerPlanMax)
      .refine((strata) => strata.some((stratum) => stratum.weight > 0)),
  }),
  /** As often as others have each EF. */
  z.object({
    kind: z.literal('match'),
    efs: efCountsSchema.refine(({ counts }) => counts.some((count) => count > 0)),
  }),
  /** The EF that others have least of: bins between neighbouring edges fill up to the same count. */
  z
    .object({
      kind: z.literal('balance'),
      edgesPercent: z.array(targetEfSchema).min(2),
      counts: z.array(z.int().nonnegative()).min(1).max(targetsPerPlanMax),
    })
    .refine(({ edgesPercent, counts }) => edgesPercent.length === counts.length + 1)
    .refine(({ edgesPercent }) => edgesPercent.every((edge, k) => k === 0 || edge > (edgesPercent[k - 1] as number))),
  /** The EF of each source's reading, and so much more or less; what leaves the range of targets is left out. */
  z.object({ kind: z.literal('offsets'), offsetsPp: z.array(z.number()).min(1).max(targetsPerPlanMax) }),
]);
export type Plan = z.infer<typeof planSchema>;
export type PlanOf<K extends Plan['kind']> = Extract<Plan, { kind: K }>;
