import { limits } from '../limits.js';
import { efDraw, placeAbove, runningSums, toHundredths } from './draw-ef.js';
import { permuted } from './permute.js';
import { cohortStreams } from './philox.js';
import { type Plan } from './plan.js';

/** What decides the EFs of a cohort. */
export interface CohortPlan {
  readonly plan: Plan;
  /** Their EFs are asked for by `offsets` alone. */
  readonly sources: readonly { readonly efPercent?: number | undefined }[];
  readonly seed: number;
}

/** Where a sample stands in its cohort. */
export interface CohortPlace {
  readonly replicate: number;
  /** Which source, from 0; 0 without sources. */
  readonly source: number;
  /** The same for the twins of one source in one replicate, who differ by their targets alone. */
  readonly noiseIndex: number;
  readonly targetEfPercent: number;
}

/** A cohort's order: sample i belongs to replicate floor(i / arms), so that more samples are more replicates. */
export interface CohortArms {
  readonly arms: number;
  /** Of a sample by its index, from 0. */
  readonly place: (index: number) => CohortPlace;
}

/** The targets of a source that lie where targets may lie. */
export const offsetTargets = (efPercent: number, offsetsPp: readonly number[]): number[] =>
  offsetsPp
    .map((offset) => toHundredths(efPercent + offset))
    .filter((target) => target >= limits.targetEfMinPercent && target <= limits.targetEfMaxPercent);

/** Each source with all its targets side by side: twins, who share their noise. */
const armsOfTargets = (sources: number, targetsOf: (source: number) => readonly number[]): CohortArms => {
  const ends = runningSums(Array.from({ length: sources }, (_, source) => targetsOf(source).length));
  const arms = ends[sources - 1] ?? 0;
  return {
    arms,
    place: (index) => {
      const replicate = Math.floor(index / arms);
      const arm = index % arms;
      const source = placeAbove(ends, arm);
      const first = source === 0 ? 0 : (ends[source - 1] as number);
      const targetEfPercent = targetsOf(source)[arm - first] as number;
      return { replicate, source, noiseIndex: replicate * sources + source, targetEfPercent };
    },
  };
};

/**
 * Each source once a replicate, with a target that the plan draws. The sources take turns in another order in each replicate:
 * a plan that goes round its bins would give each source the same bin for ever.
 */
const armsOfDraws = (sources: number, seed: number, draw: (index: number) => number): CohortArms => ({
  arms: sources,
  place(index) {
    const replicate = Math.floor(index / sources);
    const source = permuted(sources, index % sources, { seed, stream: cohortStreams.sourceOrder, turn: replicate });
    return { replicate, source, noiseIndex: index, targetEfPercent: draw(index) };
  },
});

/**
 * The arms of a cohort, made ready for many samples. Without any target that may be asked for there are none.
 * @throws Error when `offsets` meets a source without an EF
 */
export const cohortArms = ({ plan, sources, seed }: CohortPlan): CohortArms => {
  const count = Math.max(1, sources.length);
  switch (plan.kind) {
    case 'list':
      return armsOfTargets(count, () => plan.targetsPercent);
    case 'offsets':
      return armsOfTargets(sources.length, (source) => offsetTargets(efOf(sources[source]), plan.offsetsPp));
    case 'uniform':
    case 'normal':
    case 'stratified':
    case 'match':
    case 'balance':
      return armsOfDraws(count, seed, efDraw(plan, seed));
  }
};

const efOf = (source: CohortPlan['sources'][number] | undefined): number => {
  if (source?.efPercent === undefined) throw new Error('a source of a counterfactual plan has no EF');
  return source.efPercent;
};
