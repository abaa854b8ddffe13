import { describe, expect, it } from '@jest/globals';
import { type SampleResult } from '@echocohort/sampler';
import { type Attempt, type SampleSpec } from '@echocohort/shared';
import { makeWithinTolerance } from './make-within-tolerance.js';

const sampleOf = (overrides: Partial<SampleSpec> = {}): SampleSpec => ({
  index: 0,
  seed: 1,
  targetEfPercent: 50,
  frames: 2,
  source: { kind: 'none' },
  tolerancePp: 3,
  maxAttempts: 4,
  ...overrides,
});

const resultOf = (measuredEfPercent: number | null, byte = 0): SampleResult => ({
  frames: new Uint8Array([9, byte, 9]).subarray(1, 2),
  lvArea: new Float32Array(2),
  lvLength: new Float32Array(2),
  volumeCurve: new Float32Array(2),
  measuredEfPercent,
});

/** Measured EFs, attempt by attempt. */
const trial = async (measured: readonly (number | null)[], overrides: Partial<SampleSpec> = {}) => {
  const attempts: Attempt[] = [];
  const made = await makeWithinTolerance(sampleOf(overrides), attempts, (attempt) =>
    Promise.resolve(resultOf(measured[attempt] as number | null, attempt)),
  );
  return { made, attempts };
};

describe('makeWithinTolerance', () => {
  it('takes the first attempt when it is good', async () => {
    const { made, attempts } = await trial([52.9]);
    expect(made).toMatchObject({ attempt: 0, accepted: true });
    expect(attempts).toEqual([{ requestedEfPercent: 50, measuredEfPercent: 52.9 }]);
  });

  it('takes an error of just the tolerance, and none beyond', async () => {
    expect((await trial([53])).made.accepted).toBe(true);
    expect((await trial([53.001], { maxAttempts: 1 })).made.accepted).toBe(false);
  });

  it('asks for less after too much was measured', async () => {
    const { made, attempts } = await trial([60, 51]);
    expect(made).toMatchObject({ attempt: 1, accepted: true });
    expect((attempts[1] as Attempt).requestedEfPercent).toBeLessThan(50);
  });

  it('keeps the best attempt, the earliest of equals, and does not accept it', async () => {
    const { made, attempts } = await trial([70, 58, 42, 58]);
    expect(made).toMatchObject({ attempt: 1, accepted: false });
    expect([...made.result.frames]).toEqual([1]);
    expect(attempts).toHaveLength(4);
  });

  it('tries again when no ventricle was seen', async () => {
    const { made } = await trial([null, 50]);
    expect(made).toMatchObject({ attempt: 1, accepted: true });
    const blind = await trial([null, null], { maxAttempts: 2 });
    expect(blind.made).toMatchObject({ attempt: 0, accepted: false });
  });

  it('makes one attempt, accepted by nobody, when the bundle does not measure', async () => {
    const attempts: Attempt[] = [];
    const made = await makeWithinTolerance(sampleOf(), attempts, () =>
      Promise.resolve({ ...resultOf(null), lvArea: null, lvLength: null }),
    );
    expect(made).toMatchObject({ attempt: 0, accepted: false });
    expect(attempts).toEqual([{ requestedEfPercent: 50, measuredEfPercent: null }]);
  });

  it('lets go of the memory of the batch', async () => {
    expect((await trial([50])).made.result.frames.buffer.byteLength).toBe(1);
  });

  it('keeps frames that have memory of their own, and gives back that of the attempts that are not kept', async () => {
    const given: number[] = [];
    const results = [70, 58, 60].map((measured, n) => ({ ...resultOf(measured), release: () => void given.push(n) }));
    const made = await makeWithinTolerance(sampleOf({ maxAttempts: 3 }), [], (attempt) =>
      Promise.resolve(results[attempt]!),
    );
    expect(made.result).toBe(results[1]);
    expect(given).toEqual([0, 2]);
  });

  it('leaves what was tried before an error to its caller', async () => {
    const attempts: Attempt[] = [];
    const broken = makeWithinTolerance(sampleOf(), attempts, (attempt) =>
      attempt === 0 ? Promise.resolve(resultOf(90)) : Promise.reject(new Error('gone')),
    );
    await expect(broken).rejects.toThrow('gone');
    expect(attempts).toHaveLength(1);
  });
});
