import { fieldError, limits, type Plan, toHundredths } from '@echocohort/shared';
import { type PlanInput } from './plan.schema.js';
import { readEfs } from './read-efs.js';

/** A plan as a spec holds it, and how many EFs of a CSV no sample may have. */
export interface StoredPlan {
  readonly plan: Plan;
  readonly outside: number;
}

type InputOf<K extends PlanInput['kind']> = Extract<PlanInput, { kind: K }>;

const sweepOffsets = ({ from, to, steps }: InputOf<'sweep'>): number[] =>
  Array.from({ length: steps }, (_, k) => toHundredths(from + (k * (to - from)) / (steps - 1)));

/** From min to max in bins of one width; the last one may be narrower. */
const edgesOf = ({ min, max, binWidth }: InputOf<'balance'>): number[] => {
  const bins = Math.ceil((max - min) / binWidth - 1e-9);
  if (bins > limits.targetsPerPlanMax)
    throw fieldError(
      'invalid-request',
      'plan.binWidth',
      `expected at most ${limits.targetsPerPlanMax} bins, got ${bins}`,
    );
  return Array.from({ length: bins + 1 }, (_, k) => Math.min(max, toHundredths(min + k * binWidth)));
};

const balancePlan = (input: InputOf<'balance'>): StoredPlan => {
  const tally = readEfs(input.csv, 'plan.csv');
  const edgesPercent = edgesOf(input);
  return { plan: { kind: 'balance', edgesPercent, counts: tally.between(edgesPercent) }, outside: tally.outside };
};

const matchPlan = (input: InputOf<'match'>): StoredPlan => {
  const tally = readEfs(input.csv, 'plan.csv');
  return { plan: { kind: 'match', efs: tally.toCounts() }, outside: tally.outside };
};

const stratifiedPlan = ({ strata }: InputOf<'stratified'>): Plan => {
  if (strata.every(({ share }) => share === 0))
    throw fieldError('invalid-request', 'plan.strata', 'expected a share above 0 for at least one stratum');
  return {
    kind: 'stratified',
    strata: strata.map(({ min, max, share }) => ({ rangePercent: [min, max], weight: share })),
  };
};

/**
 * What a spec keeps of a plan: never as much as a CSV.
 * @throws EchoError `invalid-request` naming the field of a plan that yields no EF
 */
export const storedPlan = (input: PlanInput): StoredPlan => {
  switch (input.kind) {
    case 'list':
      return { plan: { kind: 'list', targetsPercent: input.targets }, outside: 0 };
    case 'uniform':
      return { plan: { kind: 'uniform', rangePercent: [input.min, input.max] }, outside: 0 };
    case 'normal': {
      const { mean, sd, min, max } = input;
      return { plan: { kind: 'normal', meanPercent: mean, sdPp: sd, rangePercent: [min, max] }, outside: 0 };
    }
    case 'stratified':
      return { plan: stratifiedPlan(input), outside: 0 };
    case 'match':
      return matchPlan(input);
    case 'balance':
      return balancePlan(input);
    case 'offsets':
      return { plan: { kind: 'offsets', offsetsPp: input.offsets }, outside: 0 };
    case 'sweep':
      return { plan: { kind: 'offsets', offsetsPp: sweepOffsets(input) }, outside: 0 };
  }
};
