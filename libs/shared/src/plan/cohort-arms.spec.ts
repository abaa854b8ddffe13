import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cohortArms, offsetTargets } from './cohort-arms.js';
import { type Plan } from './plan.js';

// The same cases in every run: one that fails here fails everywhere.
fc.configureGlobal({ seed: 1 });

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sourcesOf = (efs: readonly number[]) => efs.map((efPercent) => ({ efPercent }));
const armsOf = (plan: Plan, efs: readonly number[] = []) => cohortArms({ plan, sources: sourcesOf(efs), seed: 7 });

const list: Plan = { kind: 'list', targetsPercent: [20, 40, 65] };
const strata: Plan = {
  kind: 'stratified',
  strata: [
    { rangePercent: [10, 20], weight: 1 },
    { rangePercent: [50, 60], weight: 1 },
  ],
};

describe('a list', () => {
  it('gives each source all targets side by side, replicate after replicate', () => {
    const { arms, place } = armsOf(list, [50, 60]);
    expect(arms).toBe(6);
    expect(upTo(7).map((i) => place(i).targetEfPercent)).toEqual([20, 40, 65, 20, 40, 65, 20]);
    expect(upTo(7).map((i) => place(i).source)).toEqual([0, 0, 0, 1, 1, 1, 0]);
    expect(upTo(7).map((i) => place(i).replicate)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  it('lets twins share their noise, and nobody else', () => {
    const { place } = armsOf(list, [50, 60]);
    expect(upTo(12).map((i) => place(i).noiseIndex)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it('needs no sources', () => {
    const { arms, place } = armsOf(list);
    expect(arms).toBe(3);
    expect(place(5)).toEqual({ replicate: 1, source: 0, noiseIndex: 1, targetEfPercent: 65 });
  });
});

describe('offsets', () => {
  const plan: Plan = { kind: 'offsets', offsetsPp: [-30, -10, 0, 10.12, 30] };

  it('are those of each source, as far as they can be a target', () => {
    expect(offsetTargets(22.5, plan.offsetsPp)).toEqual([12.5, 22.5, 32.62, 52.5]);
    const { arms, place } = armsOf(plan, [22.5, 60.01, 84]);
    expect(arms).toBe(4 + 4 + 3);
    const all = upTo(11).map(place);
    expect(all.map(({ source }) => source)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
    expect(all.slice(4, 8).map(({ targetEfPercent }) => targetEfPercent)).toEqual([30.01, 50.01, 60.01, 70.13]);
    expect(place(15)).toEqual({ replicate: 1, source: 1, noiseIndex: 4, targetEfPercent: 30.01 });
  });

  it('may leave nothing, and tell', () => {
    expect(armsOf({ kind: 'offsets', offsetsPp: [60] }, [50, 80]).arms).toBe(0);
    expect(() => cohortArms({ plan, sources: [{}], seed: 7 })).toThrow('no EF');
  });
});

describe('a draw', () => {
  it('makes each source once a replicate, of its own noise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(50), (sources, replicate) => {
        const { arms, place } = armsOf(strata, upTo(sources));
        expect(arms).toBe(sources);
        const places = upTo(sources).map((k) => place(replicate * sources + k));
        expect(places.map(({ source }) => source).sort((a, b) => a - b)).toEqual(upTo(sources));
        expect(new Set(places.map((each) => each.replicate))).toEqual(new Set([replicate]));
        expect(places.map(({ noiseIndex }) => noiseIndex)).toEqual(upTo(sources).map((k) => replicate * sources + k));
      }),
    );
  });

  it('ties no source to a stratum', () => {
    const { place } = armsOf(strata, [50, 60]);
    const low = upTo(400).filter((i) => place(i).source === 0 && place(i).targetEfPercent < 30).length;
    expect(low).toBeGreaterThan(60);
    expect(low).toBeLessThan(140);
    expect(upTo(400).filter((i) => place(i).targetEfPercent < 30)).toHaveLength(200);
  });
});
