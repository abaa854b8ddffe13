import { type CohortRow, type CohortSummary, type LeftOut } from '@echocohort/platform';
import { isTerminal, type Plan, tenthsPerPercent } from '@echocohort/shared';
import { expiresAtOf } from '../retention/expiry.js';
import { countsOf } from '../runs/run-counts.js';
import { type CohortView } from './cohorts.schema.js';
import { type PlanView } from '../cohort-plan/plan.schema.js';

/** A plan by the names of the request that made it. */
export const planView = (plan: Plan): PlanView => {
  switch (plan.kind) {
    case 'list':
      return { kind: plan.kind, targets: plan.targetsPercent };
    case 'uniform': {
      const [min, max] = plan.rangePercent;
      return { kind: plan.kind, min, max };
    }
    case 'normal': {
      const [min, max] = plan.rangePercent;
      return { kind: plan.kind, mean: plan.meanPercent, sd: plan.sdPp, min, max };
    }
    case 'stratified':
      return {
        kind: plan.kind,
        strata: plan.strata.map(({ rangePercent: [min, max], weight }) => ({ min, max, share: weight })),
      };
    case 'match': {
      const { firstTenth, counts } = plan.efs;
      const last = firstTenth + counts.length - 1;
      const efs = counts.reduce((sum, count) => sum + count, 0);
      return { kind: plan.kind, efs, min: firstTenth / tenthsPerPercent, max: last / tenthsPerPercent };
    }
    case 'balance':
      return {
        kind: plan.kind,
        bins: plan.counts.map((count, k) => ({
          min: plan.edgesPercent[k] as number,
          max: plan.edgesPercent[k + 1] as number,
          count,
        })),
      };
    case 'offsets':
      return { kind: plan.kind, offsets: plan.offsetsPp };
  }
};

/** It waits for its owner: paused, or with its preview made and not resumed since. */
const isResting = ({ paused, holdAt, succeeded, failed }: CohortRow): boolean =>
  paused || (holdAt !== null && succeeded + failed >= holdAt);

const statusOf = (cohort: CohortRow): CohortView['status'] =>
  !isTerminal(cohort.status) && isResting(cohort) ? 'paused' : cohort.status;

const linksOf = (id: string): CohortView['links'] => {
  const self = `/v1/cohorts/${id}`;
  return {
    self,
    samples: `${self}/samples`,
    figures: `${self}/figures`,
    manifest: `${self}/manifest`,
    pause: `${self}/pause`,
    resume: `${self}/resume`,
    cancel: `${self}/cancel`,
    extend: `${self}/extend`,
  };
};

const specOf = ({ spec, samplesTotal }: CohortRow, { sources, arms, splits }: CohortSummary): CohortView['spec'] => ({
  plan: spec.version === 2 ? planView(spec.plan) : { kind: 'items', items: spec.samples },
  sources,
  splits,
  arms,
  samples: samplesTotal,
  frames: spec.lengths,
  seed: spec.seed,
  tolerance: spec.tolerancePp,
  maxAttempts: spec.maxAttempts,
});

/** Cohorts of before there were items have left none out. */
export const leftOutView = ({ examples, items = 0, ...counts }: LeftOut): CohortView['leftOut'] => ({
  ...counts,
  items,
  examples: [...examples],
});

/** A run as the API shows it that is a cohort. */
export const cohortView = (cohort: CohortRow): CohortView => {
  const summary = cohort.summary as CohortSummary;
  const { name, version, fingerprint } = cohort.spec.bundle;
  return {
    id: cohort.id,
    name: cohort.name,
    labels: cohort.labels,
    status: statusOf(cohort),
    model: { name, version, fingerprint },
    spec: specOf(cohort, summary),
    lane: cohort.lane,
    preview: cohort.preview,
    counts: countsOf(cohort),
    leftOut: leftOutView(summary.leftOut),
    error: cohort.error && { code: cohort.error.code, message: cohort.error.message },
    deadline: cohort.deadline?.toISOString() ?? null,
    expiresAt: expiresAtOf(cohort)?.toISOString() ?? null,
    createdAt: cohort.createdAt.toISOString(),
    startedAt: cohort.startedAt?.toISOString() ?? null,
    finishedAt: cohort.finishedAt?.toISOString() ?? null,
    links: linksOf(cohort.id),
  };
};
