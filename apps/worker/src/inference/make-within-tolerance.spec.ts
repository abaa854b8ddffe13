import { describe, expect, it } from '@jest/globals';
import { type SampleReading, type SampleResult } from '@echocohort/sampler';
import { EchoError, type Attempt, type SampleSpec } from '@echocohort/shared';
import { makeWithinTolerance } from './make-within-tolerance.js';

const sampleOf = (overrides: Partial<SampleSpec> = {}): SampleSpec => ({
  index: 0,
  customId: null,
  seed: 1,
  noiseIndex: 0,
  targetEfPercent: 50,
  frames: 2,
  source: { kind: 'none' },
  split: null,
  tolerancePp: 3,
  maxAttempts: 4,
  allowUnmeasured: false,
  ...overrides,
});

/** What the two readings say; one number where they agree. */
type Efs = number | null | readonly [measured: number | null, audit: number | null];

const readingOf = (efs: Efs): SampleReading => {
  const [measuredEfPercent, auditEfPercent] = typeof efs === 'object' && efs !== null ? efs : [efs, efs];
  const values = new Float32Array(2);
  return {
    ...{ lvArea: values, lvLength: values, auditArea: values, auditLength: values },
    ...{ outlines: new Float32Array(32), outlinePoints: 8, agreement: Float32Array.of(1) },
    measuredEfPercent,
    auditEfPercent,
  };
};
const resultOf = (efs: Efs, byte = 0): SampleResult => ({
  frames: new Uint8Array([9, byte, 9]).subarray(1, 2),
  volumeCurve: new Float32Array(2),
  reading: readingOf(efs),
});
const believed = () => null;
const noHeart = new EchoError('no-ventricle', 'there is no heart');

/** Readings, attempt by attempt. */
const trial = async (
  seen: readonly Efs[],
  overrides: Partial<SampleSpec> = {},
  refusal: (reading: SampleReading) => EchoError | null = believed,
) => {
  const attempts: Attempt[] = [];
  const making = makeWithinTolerance(
    sampleOf(overrides),
    attempts,
    (attempt) => Promise.resolve(resultOf(seen[attempt] as Efs, attempt)),
    refusal,
  );
  return { made: await making, attempts };
};

describe('makeWithinTolerance', () => {
  it('takes the first attempt when it is good', async () => {
    const { made, attempts } = await trial([[52.9, 47.5]]);
    expect(made).toMatchObject({ attempt: 0, accepted: true });
    expect(attempts).toEqual([{ requestedEfPercent: 50, measuredEfPercent: 52.9, auditEfPercent: 47.5 }]);
  });

  it('takes an error of just the tolerance, and none beyond', async () => {
    expect((await trial([53])).made.accepted).toBe(true);
    expect((await trial([53.001], { maxAttempts: 1 })).made.accepted).toBe(false);
  });

  it.each<[string, Efs]>([
    ['the audit is outside', [50, 46.9]],
    ['the audit has read nothing', [50, null]],
    ['only the audit is inside', [46.9, 50]],
    ['only the audit has read something', [null, 50]],
  ])('accepts nothing of which one reading alone says so: %s', async (_, efs) => {
    expect((await trial([efs], { maxAttempts: 1 })).made.accepted).toBe(false);
    expect((await trial([efs, [50, 47]])).made).toMatchObject({ attempt: 1, accepted: true });
  });

  it('asks for less after too much was read', async () => {
    const { made, attempts } = await trial([60, 51]);
    expect(made).toMatchObject({ attempt: 1, accepted: true });
    expect((attempts[1] as Attempt).requestedEfPercent).toBeLessThan(50);
  });

  it('keeps the attempt whose worse reading is the best, the earliest of equals, and does not accept it', async () => {
    const { made, attempts } = await trial([70, [58, 49], [42, 42], [50, 58.5]]);
    expect(made).toMatchObject({ attempt: 1, accepted: false });
    expect([...made.result.frames]).toEqual([1]);
    expect(attempts).toHaveLength(4);
    const [, , last] = (await trial([[50, 70], 59, [50, 58]], { maxAttempts: 3 })).attempts;
    expect(last).toMatchObject({ measuredEfPercent: 50, auditEfPercent: 58 });
    expect((await trial([[50, 70], 59, [50, 58]], { maxAttempts: 3 })).made.attempt).toBe(2);
  });

  it('tries again when there was no EF in what was read', async () => {
    const { made } = await trial([null, 50]);
    expect(made).toMatchObject({ attempt: 1, accepted: true });
    const blind = await trial([null, null], { maxAttempts: 2 });
    expect(blind.made).toMatchObject({ attempt: 0, accepted: false });
  });

  it('makes one attempt, accepted by nobody, when the bundle does not measure', async () => {
    const attempts: Attempt[] = [];
    const made = await makeWithinTolerance(
      sampleOf(),
      attempts,
      () => Promise.resolve({ ...resultOf(null), reading: null }),
      believed,
    );
    expect(made).toMatchObject({ attempt: 0, accepted: false, result: { reading: null } });
    expect(attempts).toEqual([{ requestedEfPercent: 50, measuredEfPercent: null, auditEfPercent: null }]);
  });

  it('lets go of the memory of the batch', async () => {
    expect((await trial([50])).made.result.frames.buffer.byteLength).toBe(1);
  });

  it('keeps frames that have memory of their own, and gives back that of the attempts that are not kept', async () => {
    const given: number[] = [];
    const results = [70, 58, 60].map((ef, n) => ({ ...resultOf(ef), release: () => void given.push(n) }));
    const made = await makeWithinTolerance(
      sampleOf({ maxAttempts: 3 }),
      [],
      (attempt) => Promise.resolve(results[attempt]!),
      believed,
    );
    expect(made.result).toEqual(results[1]);
    expect(given).toEqual([0, 2]);
  });

  it('leaves what was tried before an error to its caller', async () => {
    const attempts: Attempt[] = [];
    const broken = makeWithinTolerance(
      sampleOf(),
      attempts,
      (attempt) => (attempt === 0 ? Promise.resolve(resultOf(90)) : Promise.reject(new Error('gone'))),
      believed,
    );
    await expect(broken).rejects.toThrow('gone');
    expect(attempts).toHaveLength(1);
  });
});

describe('what may not be believed', () => {
  const never = () => noHeart;

  it('fails the sample after one attempt, however well its EF fits, and gives its memory back', async () => {
    const attempts: Attempt[] = [];
    let released = 0;
    const making = makeWithinTolerance(
      sampleOf(),
      attempts,
      () => Promise.resolve({ ...resultOf(50), release: () => void (released += 1) }),
      never,
    );
    await expect(making).rejects.toBe(noHeart);
    expect(attempts).toEqual([{ requestedEfPercent: 50, measuredEfPercent: null, auditEfPercent: null }]);
    expect(released).toBe(1);
  });

  it('is kept unmeasured after one attempt where the request allows it, and never accepted', async () => {
    const { made, attempts } = await trial([50], { allowUnmeasured: true }, never);
    expect(made).toMatchObject({ attempt: 0, accepted: false, result: { reading: null } });
    expect(attempts).toEqual([{ requestedEfPercent: 50, measuredEfPercent: null, auditEfPercent: null }]);
  });

  it('is measured as ever where the request would allow otherwise and need not', async () => {
    const { made } = await trial([60, 50], { allowUnmeasured: true });
    expect(made).toMatchObject({ attempt: 1, accepted: true, result: { reading: { measuredEfPercent: 50 } } });
  });

  it('of a later attempt counts for nothing: its pictures are its own', async () => {
    let looked = 0;
    const { made, attempts } = await trial([58, 50, 52], {}, () => ((looked += 1) === 2 ? noHeart : null));
    expect(made).toMatchObject({ attempt: 2, accepted: true });
    expect(attempts[1]).toMatchObject({ measuredEfPercent: null, auditEfPercent: null });
  });
});
