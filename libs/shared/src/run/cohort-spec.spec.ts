import { describe, expect, it } from '@jest/globals';
import { newClipId } from '../ids.js';
import { armsOfCohort, type CohortSpec, cohortSpecSchema } from './cohort-spec.js';
import { meanFrames, runSpecSchema, sampleSpec } from './run-spec.js';

const [one, other] = [newClipId(), newClipId()];
const cohort: CohortSpec = {
  version: 2,
  bundle: { name: 'tiny', version: '1', fingerprint: 'f' },
  sources: [{ clipId: one, split: 'train' }, { clipId: other }],
  plan: { kind: 'list', targetsPercent: [20, 40, 65] },
  lengths: [8, 16],
  seed: 7,
  samples: 600,
  tolerancePp: 3,
  maxAttempts: 4,
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const samplesOf = (spec: CohortSpec, count: number) => upTo(count).map((index) => sampleSpec(spec, index));

describe('a cohort', () => {
  it('is a run', () => {
    expect(runSpecSchema.parse(JSON.parse(JSON.stringify(cohort)))).toEqual(cohort);
    expect(meanFrames(cohort)).toBe(12);
    expect(armsOfCohort(cohort)).toBe(6);
    expect(() => sampleSpec(cohort, 600)).toThrow(RangeError);
  });

  it('makes each source with each target, and says which split it is in', () => {
    const samples = samplesOf(cohort, 6);
    expect(samples.map(({ source }) => source)).toEqual(
      [one, one, one, other, other, other].map((clipId) => ({ kind: 'clip', clipId })),
    );
    expect(samples.map(({ targetEfPercent }) => targetEfPercent)).toEqual([20, 40, 65, 20, 40, 65]);
    expect(samples.map(({ split }) => split)).toEqual(['train', 'train', 'train', null, null, null]);
    expect(samples[0]).toMatchObject({ index: 0, seed: 7, tolerancePp: 3, maxAttempts: 4, allowUnmeasured: false });
  });

  it('makes twins of one noise and one length; each source comes in all lengths', () => {
    const samples = samplesOf(cohort, 12);
    expect(samples.map(({ noiseIndex }) => noiseIndex)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(samples.map(({ frames }) => frames)).toEqual([8, 8, 8, 16, 16, 16, 16, 16, 16, 8, 8, 8]);
  });

  it('begins with anchor frames when it has no sources', () => {
    const samples = samplesOf({ ...cohort, sources: [] }, 4);
    expect(samples.map(({ source, noiseIndex }) => [source.kind, noiseIndex])).toEqual([
      ['none', 0],
      ['none', 0],
      ['none', 0],
      ['none', 1],
    ]);
  });

  it.each<CohortSpec['plan']>([
    cohort.plan,
    { kind: 'normal', meanPercent: 50, sdPp: 10, rangePercent: [20, 70] },
    { kind: 'stratified', strata: upTo(7).map((k) => ({ rangePercent: [10 * k + 10, 10 * k + 20], weight: k + 1 })) },
    { kind: 'match', efs: { firstTenth: 200, counts: [1, 2, 3] } },
    { kind: 'balance', edgesPercent: [20, 40, 60], counts: [5, 100] },
  ])('has the same samples when it is extended: %j', (plan) => {
    const [before, after] = [
      { ...cohort, plan },
      { ...cohort, plan, samples: 6_000 },
    ];
    expect(samplesOf(after, 600)).toEqual(samplesOf(before, 600));
    // Negative control: another seed makes another cohort.
    if (plan.kind !== 'list') expect(samplesOf({ ...before, seed: 8 }, 600)).not.toEqual(samplesOf(before, 600));
  });

  it.each([
    ['ten million samples and one', { samples: 10_000_001 }],
    ['no length', { lengths: [] }],
    ['a target that nobody may ask for', { plan: { kind: 'list', targetsPercent: [86] } }],
    ['a range that ends before it begins', { plan: { kind: 'uniform', rangePercent: [40, 30] } }],
    ['strata without weight', { plan: { kind: 'stratified', strata: [{ rangePercent: [40, 50], weight: 0 }] } }],
    ['nobody to match', { plan: { kind: 'match', efs: { firstTenth: 200, counts: [0, 0] } } }],
    ['edges that do not fit their counts', { plan: { kind: 'balance', edgesPercent: [10, 20], counts: [1, 2] } }],
    ['edges that go back', { plan: { kind: 'balance', edgesPercent: [20, 10], counts: [1] } }],
  ])('is not stored with %s', (_what, change) => {
    expect(cohortSpecSchema.safeParse({ ...cohort, ...change }).success).toBe(false);
  });
});
