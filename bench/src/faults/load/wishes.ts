import { limits } from '@echocohort/shared';
import { randomOf } from '../plan.js';

/** What is done to a run after it was accepted. */
export type Turn = 'none' | 'cancel' | 'pause' | 'extend';

/** One request for samples. The same for the same seed. */
export interface Wish {
  readonly kind: 'generation' | 'cohort';
  /** Any number; taken modulo how many tenants there are. */
  readonly tenant: number;
  readonly samples: number;
  readonly targetEf: number;
  readonly turn: Turn;
  /** How long after its acceptance, and how long a pause lasts. */
  readonly turnMs: number;
}

/** Half of the samples are asked for as cohorts. */
const cohortShare = 0.5;
const cohortSamplesMax = 400;
const cancelledShare = 0.04;
const turnMsMax = 8_000;
/** What an extension adds. */
export const extension = 20;

const turnOf = (kind: Wish['kind'], draw: number): Turn => {
  if (draw < cancelledShare) return 'cancel';
  if (kind === 'generation') return 'none';
  return draw < 0.3 ? 'pause' : draw < 0.5 ? 'extend' : 'none';
};

/** Requests of random sizes that come to so many samples, their extensions aside. */
export const wishesOf = (seed: number, samples: number): Wish[] => {
  const random = randomOf(seed ^ 0x5eed);
  const whole = (max: number): number => Math.floor(random() * max);
  const wishes: Wish[] = [];
  const left = { cohort: Math.floor(samples * cohortShare), generation: Math.ceil(samples * (1 - cohortShare)) };
  while (left.cohort + left.generation > 0) {
    const kind = random() * (left.cohort + left.generation) < left.cohort ? 'cohort' : 'generation';
    const max = kind === 'cohort' ? cohortSamplesMax : limits.samplesPerGenerationMax;
    const size = Math.min(left[kind], 1 + whole(max));
    left[kind] -= size;
    wishes.push({
      ...{ kind, samples: size, tenant: whole(64), targetEf: 20 + whole(45) },
      turn: turnOf(kind, random()),
      turnMs: whole(turnMsMax),
    });
  }
  return wishes;
};
