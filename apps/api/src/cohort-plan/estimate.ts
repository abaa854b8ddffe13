import { type MadeFigures } from '@echocohort/platform';
import {
  type BundleManifest,
  type CohortSpec,
  cohortPlace,
  type ItemsSpec,
  meanFrames,
  permuted,
} from '@echocohort/shared';
import { type CohortEstimate } from './estimate.schema.js';
import { TargetBins } from './target-bins.js';

/** What is known of what samples cost, and of what waits. */
export interface CostsKnown {
  readonly manifest: BundleManifest;
  /** Of the newest samples of the model; null before it has made any. */
  readonly figures: MadeFigures | null;
  /** Of what lies beside a video. */
  readonly besideVideoBytes: number | null;
  /** Samples of the caller that the model makes first. */
  readonly waiting: number;
  readonly nowMs: number;
}

type Cohort = CohortSpec | ItemsSpec;
type Costs = Pick<CohortEstimate, 'deviceSeconds' | 'storageBytes' | 'expectedEnd' | 'basis'>;

/** Targets that are counted: more would keep the API from its other callers. */
const countedMax = 10_000;

const rounded = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** How the targets of a cohort lie that its plan draws. */
export const targetHistogram = (spec: CohortSpec): CohortEstimate['histogram'] => {
  const counted = Math.min(spec.samples, countedMax);
  const bins = new TargetBins();
  for (let k = 0; k < counted; k += 1) {
    const index = counted === spec.samples ? k : permuted(spec.samples, k, { seed: spec.seed, stream: 0, turn: 0 });
    bins.add(cohortPlace(spec, index).targetEfPercent);
  }
  return bins.histogram(spec.samples);
};

/** By what was made before. */
const fromFigures = (spec: Cohort, figures: MadeFigures, known: CostsKnown): Costs => {
  const { manifest, besideVideoBytes, waiting, nowMs } = known;
  const longer = meanFrames(spec) / figures.frames;
  const secondsEach = figures.secondsEach * longer;
  const bytesEach = figures.videoBytes * longer + (besideVideoBytes ?? 0);
  const endMs = nowMs + 1_000 * (figures.secondsEach * waiting + secondsEach * spec.samples);
  return {
    deviceSeconds: rounded(secondsEach * spec.samples),
    storageBytes: Math.round(bytesEach * spec.samples),
    expectedEnd: new Date(endMs).toISOString(),
    basis: [
      `seconds and bytes: the newest ${figures.samples} samples that ${manifest.name} ${manifest.version} has made for you, ` +
        `of ${rounded(figures.frames)} frames and ${rounded(figures.attempts, 2)} attempts each`,
      'device-seconds: the time between these samples, so that of all devices together, busy with others or not',
      besideVideoBytes === null
        ? 'bytes: of the videos alone'
        : 'bytes beside the video: the contact sheet and the record of the newest one',
      `end: behind ${waiting} samples of yours that wait, at the pace of these samples`,
    ],
  };
};

/** By what the model says of itself. */
const fromManifest = (spec: Cohort, { manifest }: CostsKnown): Costs => {
  const each = manifest.quality['cpuSecondsPerClip'];
  const unknown = 'bytes and end: nothing is known, because this model has made nothing for you yet';
  if (each === undefined) return { deviceSeconds: null, storageBytes: null, expectedEnd: null, basis: [unknown] };
  const seconds = ((each.value * meanFrames(spec)) / manifest.maxFrames) * spec.samples;
  const basis = [`device-seconds: what the model says of itself, at one attempt a sample (${each.protocol})`, unknown];
  return { deviceSeconds: rounded(seconds), storageBytes: null, expectedEnd: null, basis };
};

/** What a cohort would cost, as far as anything is known. */
export const estimateCosts = (spec: Cohort, known: CostsKnown): Costs =>
  known.figures ? fromFigures(spec, known.figures, known) : fromManifest(spec, known);
