import { describe, expect, it } from '@jest/globals';
import { type GenerationSpec, generationSpecSchema } from './generation-spec.js';
import { type ComputedSpec, meanFrames, runSpecSchema, sampleSpec } from './run-spec.js';

const spec = generationSpecSchema.parse({
  version: 1,
  bundle: { name: 'tiny', version: '1', fingerprint: 'f' },
  source: { kind: 'none' },
  targetEfPercents: [20, 40, 65],
  frames: 8,
  seed: 7,
  samples: 7,
  tolerancePp: 3,
  maxAttempts: 4,
});

describe('sampleSpec', () => {
  it('gives sample i the arm i mod arms', () => {
    expect([0, 1, 2, 3, 6].map((index) => sampleSpec(spec, index).targetEfPercent)).toEqual([20, 40, 65, 20, 20]);
  });

  it('gives each sample of a generation noise of its own', () => {
    expect([0, 1, 6].map((index) => sampleSpec(spec, index).noiseIndex)).toEqual([0, 1, 6]);
  });

  it('is a function of the run and the index alone', () => {
    expect(sampleSpec(spec, 5)).toEqual(
      sampleSpec(runSpecSchema.parse(JSON.parse(JSON.stringify(spec))) as ComputedSpec, 5),
    );
    expect(sampleSpec(spec, 5)).not.toEqual(sampleSpec(spec, 4));
  });

  it.each([-1, 7, 1.5, Number.NaN])('refuses index %p', (index) => {
    expect(() => sampleSpec(spec, index)).toThrow(RangeError);
  });
});

describe('runSpecSchema', () => {
  it('takes a run of before samples could be unmeasured, which then may not be', () => {
    const old: Partial<GenerationSpec> = { ...spec };
    delete old.allowUnmeasured;
    expect(runSpecSchema.parse(old)).toEqual(spec);
    expect(sampleSpec(spec, 0).allowUnmeasured).toBe(false);
    expect(sampleSpec({ ...spec, allowUnmeasured: true }, 0).allowUnmeasured).toBe(true);
  });

  it('takes a clip without observed frames: the best one is found when it is read', () => {
    const source = { kind: 'clip', clipId: 'clip_01J9ZQ0000000000000000000A' };
    expect(runSpecSchema.parse({ ...spec, source })).toMatchObject({ source });
  });

  it('knows how long samples are in the mean', () => {
    expect(meanFrames(spec)).toBe(8);
  });

  it.each([
    ['an EF below 5', { targetEfPercents: [4.9] }],
    ['an EF above 85', { targetEfPercents: [85.1] }],
    ['one frame', { frames: 1 }],
    ['a seed beyond 32 bits', { seed: 2 ** 32 }],
    ['no observed frame', { source: { kind: 'clip', clipId: 'clip_01J9ZQ0000000000000000000A', observedFrames: [] } }],
    ['a foreign id', { source: { kind: 'clip', clipId: 'run_01J9ZQ0000000000000000000A', observedFrames: [0] } }],
  ])('refuses %s', (_what, change) => {
    expect(runSpecSchema.safeParse({ ...spec, ...change }).success).toBe(false);
  });
});
