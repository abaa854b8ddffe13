import { describe, expect, it } from '@jest/globals';
import { type Attempt } from '@echocohort/shared';
import { noiseStreams, normals } from './philox.js';
import { steerEf } from './steer-ef.js';

type Plant = (asked: number, noise: number) => number;

/** Signed misses of `attempts` tries at each target, by a plant with normal noise. */
const simulate = (
  plant: Plant,
  attempts: number,
  steer: typeof steerEf = steerEf,
  targets: readonly number[] = [20, 30, 40, 50, 60],
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
        made.push({ requestedEfPercent, measuredEfPercent: plant(requestedEfPercent, n) });
      }
      misses.push(made.at(-1)!.measuredEfPercent! - target);
    }
  return { misses, asked };
};
const bias = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanAbsolute = (values: number[]): number => bias(values.map(Math.abs));
const neverSteered: typeof steerEf = (target) => target;

describe('steerEf', () => {
  it('asks for the target first, and again as long as nothing was measured', () => {
    expect(steerEf(37, [])).toBe(37);
    expect(steerEf(37, [{ requestedEfPercent: 37, measuredEfPercent: null }])).toBe(37);
  });

  it('asks first for what the bundle’s response maps onto the target, and then believes in its slope', () => {
    const response = { slope: 0.8, offsetPp: -2 };
    expect(steerEf(38, [], response)).toBeCloseTo(50, 6);
    expect(steerEf(38, [{ requestedEfPercent: 50, measuredEfPercent: 34 }], response)).toBeCloseTo(55, 6);
    expect(steerEf(5, [], { slope: 1, offsetPp: 20 })).toBe(2);
  });

  it('corrects by the whole miss after one attempt', () => {
    expect(steerEf(40, [{ requestedEfPercent: 40, measuredEfPercent: 34 }])).toBeCloseTo(46, 6);
    expect(steerEf(40, [{ requestedEfPercent: 40, measuredEfPercent: 43 }])).toBeCloseTo(37, 6);
  });

  it.each<[string, Plant]>([
    ['a bias of -6', (x) => x - 6],
    ['a slope of .7', (x) => 12 + 0.7 * x],
    ['a slope of 1.3 and a bias', (x) => 1.3 * x - 9],
    ['a bend', (x) => x - 0.004 * x * x + 6],
  ])('meets the target of a plant with %s in six attempts', (_, plant) => {
    expect(meanAbsolute(simulate(plant, 6).misses)).toBeLessThan(0.5);
    expect(meanAbsolute(simulate(plant, 6, neverSteered).misses)).toBeGreaterThan(2);
  });

  it('does not chase noise: biased by -6 with 3 pp of noise, it ends near the noise alone', () => {
    const { misses } = simulate((x, n) => 0.9 * x - 2 + 3 * n, 8);
    expect(Math.abs(bias(misses))).toBeLessThan(0.7);
    expect(meanAbsolute(misses)).toBeLessThan(1.25 * 3 * Math.sqrt(2 / Math.PI));
    const chasing: typeof steerEf = (target, made) => {
      const last = made.at(-1);
      return last ? last.requestedEfPercent + target - last.measuredEfPercent! : target;
    };
    const chased = simulate((x, n) => 0.9 * x - 2 + 3 * n, 8, chasing);
    expect(meanAbsolute(chased.misses)).toBeGreaterThan(meanAbsolute(misses) * 1.1);
  });

  it.each<[string, Plant]>([
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
