import { describe, expect, it } from '@jest/globals';
import { type BundleManifest, curveChannels } from '@echocohort/shared';
import { readFileSync } from 'node:fs';
import { type AnchorPhase } from './anchor-phase.js';
import { noiseStreams, uniforms } from './philox.js';
import { type Timing, drawTiming, timingUniforms, volumeCurve } from './timing.js';

interface Case {
  seed: number;
  index: number;
  attempt: number;
  frames: number;
  efPercent: number;
  anchor: AnchorPhase | null;
  timing: Timing;
  contractionAtAnchor: number | null;
  curve: number[][];
}
const golden = JSON.parse(readFileSync(new URL('../../../../lab/golden/timing.json', import.meta.url), 'utf8')) as {
  timingPrior: BundleManifest['timingPrior'];
  cases: Case[];
};
const prior = golden.timingPrior;
const TOLERANCE = 2e-6;

const drawOf = ({ seed, index, attempt, frames, anchor }: Omit<Case, 'timing' | 'curve'>): Timing =>
  drawTiming(prior, frames, anchor, uniforms({ seed, index, attempt }, noiseStreams.timingPrior, timingUniforms));

const largestGap = (curve: Float32Array, expected: number[][]): number =>
  Math.max(...expected.flat().map((value, i) => Math.abs(value - curve[i]!)));
const channel = (curve: Float32Array, name: (typeof curveChannels)[number]): number[] => {
  const c = curveChannels.indexOf(name);
  return Array.from({ length: curve.length / 7 }, (_, t) => curve[7 * t + c]!);
};
const label = ({ seed, frames, anchor }: Case): string =>
  `seed ${seed}, ${frames} frames, anchor ${anchor ? `${anchor.position}: ${anchor.contraction} ${String(anchor.contracting)}` : 'none'}`;
const cases = golden.cases.map((one) => [label(one), one] as const);

describe('a beat, against the lab', () => {
  it.each(cases)('is drawn alike: %s', (_, one) => {
    const timing = drawOf(one);
    expect(Object.keys(timing).sort()).toEqual(Object.keys(one.timing).sort());
    for (const key of Object.keys(one.timing) as (keyof Timing)[]) expect(timing[key]).toBeCloseTo(one.timing[key], 14);
    const curve = volumeCurve(timing, one.frames, one.efPercent);
    expect(largestGap(curve, one.curve)).toBeLessThanOrEqual(TOLERANCE);
    if (one.anchor) expect(channel(curve, 'contraction')[one.anchor.position]).toBeCloseTo(one.contractionAtAnchor!, 6);
  });

  it.each(cases.filter(([, { frames }]) => frames > 2))('is another one with another seed: %s', (_, one) => {
    const curve = volumeCurve(drawOf({ ...one, seed: one.seed + 100 }), one.frames, one.efPercent);
    expect(largestGap(curve, one.curve)).toBeGreaterThan(0.01);
  });

  it.each(cases)('is told from a curve with two channels swapped: %s', (_, one) => {
    const curve = volumeCurve(one.timing, one.frames, one.efPercent);
    const swapped = one.curve.map(([cos, sin, ...rest]) => [sin!, cos!, ...rest]);
    expect(largestGap(curve, swapped)).toBeGreaterThan(0.1);
  });

  it('is another one when the anchor is not looked at', () => {
    const anchored = golden.cases.filter(({ anchor }) => anchor !== null);
    const free = anchored.filter((one) => drawOf({ ...one, anchor: null }).phaseOffset !== one.timing.phaseOffset);
    expect(free.length).toBeGreaterThan(anchored.length / 2);
  });
});

describe('volumeCurve', () => {
  it.each([2, 3, 5, 10, 17, 32])('has exactly the EF that was asked for on %d frames', (frames) => {
    for (let seed = 0; seed < 40; seed += 1) {
      const numbers = uniforms({ seed, index: 0, attempt: 0 }, noiseStreams.timingPrior, timingUniforms);
      const volume = channel(volumeCurve(drawTiming(prior, frames, null, numbers), frames, 62), 'volume');
      expect(Math.max(...volume)).toBe(1);
      expect(Math.min(...volume)).toBeCloseTo(0.38, 6);
    }
  });

  it('keeps two resting frames apart: one full, one empty', () => {
    const resting: Timing = { ...golden.cases[0]!.timing, beats: 1.001, phaseOffset: 0.7 };
    expect(channel(volumeCurve(resting, 2, 40), 'contraction')).toEqual([0, 1]);
  });
});

describe('drawTiming', () => {
  const misses = (anchor: AnchorPhase, given: AnchorPhase | null): number[] =>
    Array.from({ length: 60 }, (_, seed) => {
      const numbers = uniforms({ seed, index: 1, attempt: 0 }, noiseStreams.timingPrior, timingUniforms);
      const curve = volumeCurve(drawTiming(prior, 32, given, numbers), 32, 50);
      return Math.abs(channel(curve, 'contraction')[anchor.position]! - anchor.contraction);
    });
  const share = (values: number[]): number => values.filter((miss) => miss <= 0.08).length / values.length;

  it('meets what is known of the anchor, which chance does not', () => {
    const anchor: AnchorPhase = { position: 12, contraction: 0.6, contracting: true };
    expect(share(misses(anchor, anchor))).toBeGreaterThan(0.85);
    expect(share(misses(anchor, null))).toBeLessThan(0.4);
  });

  it('takes the closest of all candidates when none fits', () => {
    const impossible: AnchorPhase = { position: 3, contraction: 3, contracting: null };
    const anchor = misses({ ...impossible, contraction: 1 }, impossible);
    expect(Math.max(...anchor)).toBeLessThan(0.15);
  });
});
