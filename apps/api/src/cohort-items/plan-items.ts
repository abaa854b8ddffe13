import { randomInt } from 'node:crypto';
import { type NewRun } from '@echocohort/platform';
import { type CohortSource, fieldError, type ItemsSpec, limits, splitSources } from '@echocohort/shared';
import { countsOf } from '../cohort-plan/choose-sources.js';
import { lifeOf, type PlannedCohort } from '../cohort-plan/plan-cohort.js';
import { type OfferedBundle } from '../parts.js';
import { type ItemsCohort } from './items.schema.js';
import { type ReadItems } from './read-items.js';

export interface PlannedItems extends NewRun {
  readonly spec: ItemsSpec;
  readonly life: PlannedCohort['life'];
}

/** Each clip with its split, and how many each split has. */
const splitOf = ({ split }: ItemsCohort, { clips }: ReadItems, seed: number) => {
  if (split === undefined) return { sources: clips.map(({ clipId }): CohortSource => ({ clipId })), splits: {} };
  if (clips.length === 0)
    throw fieldError(
      'invalid-request',
      'split',
      'expected items with a clipId, because it is clips that a split divides',
    );
  const names = splitSources(clips, split, seed);
  const sources = clips.map(({ clipId }, k): CohortSource => ({ clipId, split: names[k] }));
  return { sources, splits: countsOf(names, split) };
};

/**
 * The run of an upload, with everything drawn that was left open.
 * @throws EchoError `invalid-request` naming the field that its items do not allow
 */
export const planItems = (
  request: ItemsCohort,
  { manifest, fingerprint }: OfferedBundle,
  read: ReadItems,
  { drawSeed = () => randomInt(limits.seedMax + 1), nowMs = Date.now() } = {},
): PlannedItems => {
  const { lane, tolerance: tolerancePp, maxAttempts, seed = drawSeed() } = request;
  const { samples, lengths, meanFrames, leftOut } = read;
  const { ref: items } = read.written;
  const { sources, splits } = splitOf(request, read, seed);
  const bundle = { name: manifest.name, version: manifest.version, fingerprint };
  const spec: ItemsSpec = {
    ...{ version: 3, bundle, sources, items, lengths: [...lengths], meanFrames },
    ...{ seed, samples, tolerancePp, maxAttempts },
  };
  const targets = read.targets.histogram(samples);
  const summary = {
    sources: sources.length,
    arms: samples,
    splits,
    leftOut: { ...leftOut, targets: 0 },
    items,
    targets,
  };
  return { lane, spec, life: { ...lifeOf(request, samples, nowMs), summary } };
};
