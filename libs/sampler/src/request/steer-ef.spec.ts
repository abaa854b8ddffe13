import { describe, expect, it } from '@jest/globals';
import { type Attempt } from '@echocohort/shared';
import { noiseStreams, normals } from './philox.js';
import { steerEf } from './steer-ef.js';

/** What both readings make of an EF that was asked for. */
type Plant = (asked: number, noise: number) => number;

const attemptOf = (requestedEfPercent: number, measuredEfPercent: number, auditEfPercent = measuredEfPercent) => ({
  requestedEfPercent,
  measuredEfPercent,
  auditEfPercent,
});
const targets = [20, 30, 40, 50, 60];

/** Signed misses of the last of `attempts` tries at each target, by a plant with normal noise. */
const simulate = (
  plant: Plant,
  attempts: number,
  steer: typeof steerEf = steerEf,
): { misses: number[]; asked: number[] } => {
  const misses: number[] = [];
  const asked: number[] = [];
  for (let run = 0; run < 40; run += 1)
    for (const target of targets) {
      const noise = new Float32Array(attempts);
      normals({ seed: run, index: target, attempt: 0 }, noiseStreams.noise, noise);
      const made: Attempt[] = [];
      for (const n of noise) {
        const requestedEfPercent = steer(target, made);
        asked.push(requestedEfPercent);
        made.push(attemptOf(requestedEfPercent, plant(requestedEfPercent, n)));
      }
      misses.push(made.at(-1)!.measuredEfPercent! - target);
    }
  return { misses, asked };
};
const bias = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanAbsolute = (values: number[]): number => bias(values.map(Math.abs));
const neverSteered: typeof steerEf = (target) => target;

describe('steerEf', () => {
  it('asks for the target first, and again as long as it was not read twice', () => {
    const blind = { requestedEfPercent: 37, measuredEfPercent: null, auditEfPercent: null };
    expect(steerEf(37, [])).toBe(37);
    expect(steerEf(37, [blind, { ...blind, auditEfPercent: 20 }])).toBe(37);
    expect(steerEf(37, [blind, attemptOf(37, 18.5)])).toBe(74);
  });

  it('takes the mean of the two readings for what was got', () => {
    expect(steerEf(40, [attemptOf(40, 30, 34)])).toBeCloseTo(steerEf(40, [attemptOf(40, 32)]), 9);
    expect(steerEf(40, [attemptOf(40, 30, 34)])).toBeCloseTo(50, 9);
  });

  it.each([0.7, 0.85, 0.93, 1, 1.2])('meets a heart that gives %d of what is asked at the second attempt', (share) => {
    for (const target of targets) {
      const second = steerEf(target, [attemptOf(target, share * target)]);
      expect(share * second).toBeCloseTo(target, 9);
      expect(steerEf(target, [attemptOf(target, share * target), attemptOf(second, target)])).toBeCloseTo(second, 9);
    }
  });

  it('asks for more the less was got, and for more the higher the target', () => {
    const gotten = [10, 20, 30, 40, 50].map((got) => steerEf(40, [attemptOf(40, got)]));
    expect(gotten).toEqual([...gotten].sort((a, b) => b - a));
    const wanted = targets.map((target) => steerEf(target, [attemptOf(40, 34)]));
    expect(wanted).toEqual([...wanted].sort((a, b) => a - b));
  });

  it('does not depend on the order of the attempts', () => {
    const made = [attemptOf(40, 30), attemptOf(50, 41), attemptOf(48, 44, 40)];
    expect(steerEf(40, [...made].reverse())).toBeCloseTo(steerEf(40, made), 9);
  });

  it('does not chase noise: short by a tenth with 3 pp of noise, it ends near the noise alone', () => {
    const plant: Plant = (x, n) => 0.9 * x + 3 * n;
    const { misses } = simulate(plant, 8);
    expect(Math.abs(bias(misses))).toBeLessThan(0.7);
    expect(meanAbsolute(misses)).toBeLessThan(1.25 * 3 * Math.sqrt(2 / Math.PI));
    const chasing: typeof steerEf = (target, made) => {
      const last = made.at(-1);
      return last ? (last.requestedEfPercent * target) / last.measuredEfPercent! : target;
    };
    expect(meanAbsolute(simulate(plant, 8, chasing).misses)).toBeGreaterThan(meanAbsolute(misses) * 1.1);
    expect(meanAbsolute(simulate(plant, 8, neverSteered).misses)).toBeGreaterThan(meanAbsolute(misses) * 1.3);
  });

  it.each<[string, Plant]>([
    ['one that never moves', () => 0],
    ['one that never answers', () => 50],
    ['one that answers backwards', (x) => 100 - x],
    ['one that is noise alone', (_x, n) => 50 + 30 * n],
  ])('stays within 2..90 %% with a hopeless plant: %s', (_, plant) => {
    const { asked } = simulate(plant, 12);
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...asked)).toBeLessThanOrEqual(90);
    expect(asked.every(Number.isFinite)).toBe(true);
  });
});
