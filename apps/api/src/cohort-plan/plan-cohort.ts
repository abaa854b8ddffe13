import { randomInt } from 'node:crypto';
import { type CohortSummary, type NewRun, type RunLife, type SourceFacts } from '@echocohort/platform';
import {
  armsOfCohort,
  type BundleManifest,
  type ClipId,
  type CohortSpec,
  fieldError,
  limits,
  samplesToBalance,
} from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';
import { type ChosenSources, chooseSources } from './choose-sources.js';
import { type CreateCohort } from '../cohorts/cohorts.schema.js';
import { expirySeconds } from '../retention/expiry.js';
import { storedPlan } from './stored-plan.js';

export interface PlannedCohort extends NewRun {
  readonly spec: CohortSpec;
  readonly life: NonNullable<NewRun['life']> & { readonly summary: CohortSummary };
}

const refuse = (field: string, expected: string): Error => fieldError('invalid-request', field, expected);

const lengthsOf = ({ frames }: CreateCohort, { maxFrames }: BundleManifest): number[] => {
  const lengths = frames === undefined ? [maxFrames] : [frames].flat();
  lengths.forEach((length, k) => {
    const field = Array.isArray(frames) ? `frames[${k}]` : 'frames';
    if (length > maxFrames) throw refuse(field, `expected a whole number from ${limits.framesMin} to ${maxFrames}`);
  });
  return lengths;
};

const noSources: ChosenSources = { sources: [], splits: {}, leftOut: { sources: 0, examples: [] } };

/** Without clips: the model must bring its own frames, and the plan may not lean on those of somebody. */
const checkSourceless = ({ anchors, name }: BundleManifest, needsEf: boolean): void => {
  if (needsEf) throw refuse('sources', 'expected clips: the plan asks for so much more or less than the EF of each');
  if (anchors === undefined) throw refuse('sources', `expected clips: model ${name} has no anchor frames of its own`);
};

/** How many samples the request asks for, by the number of its arms. */
const samplesOf = (
  { samples, replicates, plan: { kind } }: CreateCohort,
  arms: number,
  plan: CohortSpec['plan'],
): number => {
  if (samples !== undefined) return samples;
  if (replicates === undefined && plan.kind === 'balance') {
    const missing = samplesToBalance(plan);
    if (missing > 0 && missing <= limits.samplesPerCohortMax) return missing;
    throw refuse('samples', `expected a number of samples: to be balanced the CSV lacks ${missing}`);
  }
  const all = arms * (replicates ?? 1);
  if (all > limits.samplesPerCohortMax)
    throw refuse(
      replicates === undefined ? `plan.${kind}` : 'replicates',
      `expected at most ${limits.samplesPerCohortMax} samples, ${replicates ?? 1} of ${arms} arms are ${all}`,
    );
  return all;
};

/** Pairs of a source and an offset, less those that there are arms for. */
const targetsLeftOut = ({ plan, sources }: CohortSpec, arms: number): number =>
  plan.kind === 'offsets' ? plan.offsetsPp.length * sources.length - arms : 0;

const checkDeadline = (deadline: Date | null, nowMs: number): void => {
  if (deadline !== null && deadline.getTime() <= nowMs) throw refuse('deadline', 'expected a time to come');
};

/**
 * The run of a cohort's request: checked against its bundle and its clips, with everything drawn that was left open.
 * @param facts of the clips that the request names, as far as the tenant has them, or that its labels select
 * @throws EchoError naming the field that the bundle, the clips or the plan do not allow
 */
export const planCohort = (
  request: CreateCohort,
  bundle: OfferedBundle,
  facts: ReadonlyMap<ClipId, SourceFacts>,
  { drawSeed = () => randomInt(limits.seedMax + 1), nowMs = Date.now() } = {},
): PlannedCohort => {
  const { manifest, fingerprint } = bundle;
  const lengths = lengthsOf(request, manifest);
  const { plan, outside } = storedPlan(request.plan);
  const needsEf = plan.kind === 'offsets';
  const { onUnreadable, split, tolerance: tolerancePp, maxAttempts, seed = drawSeed() } = request;
  if (request.sources === undefined) checkSourceless(manifest, needsEf);
  const { sources, splits, leftOut } = request.sources
    ? chooseSources({ clipIds: request.sources.clipIds, facts, bundle, lengths, needsEf, onUnreadable, split, seed })
    : noSources;
  const bundleRef = { name: manifest.name, version: manifest.version, fingerprint };
  const made = { bundle: bundleRef, sources: [...sources], plan, lengths, seed, tolerancePp, maxAttempts };
  const open: CohortSpec = { version: 2, ...made, samples: 1 };
  const arms = armsOfCohort(open);
  if (arms === 0) throw refuse('plan', 'expected an offset that leads at least one source to a target from 5 to 85 %');
  const spec = { ...open, samples: samplesOf(request, arms, plan) };
  const targets = outside + targetsLeftOut(spec, arms);
  const summary = { sources: sources.length, arms, splits, leftOut: { ...leftOut, targets } };
  return { lane: request.lane, spec, life: { ...lifeOf(request, spec.samples, nowMs), summary } };
};

/** What a request says of its cohort's life, beside its samples. */
type LifeWish = Pick<CreateCohort, 'name' | 'labels' | 'preview' | 'holdAfterPreview' | 'deadline' | 'expiresAfter'>;

/** @throws EchoError `invalid-request` on a deadline that has passed */
export const lifeOf = (request: LifeWish, samples: number, nowMs: number): Omit<RunLife, 'summary'> => {
  const preview = Math.min(request.preview ?? 0, samples);
  const deadline = request.deadline === undefined ? null : new Date(request.deadline);
  checkDeadline(deadline, nowMs);
  return {
    name: request.name ?? null,
    labels: request.labels,
    preview,
    holdAt: request.holdAfterPreview && preview < samples ? preview : null,
    deadline,
    expiresAfterSeconds: request.expiresAfter === undefined ? null : expirySeconds(request.expiresAfter),
  };
};
