import { describe, expect, it } from '@jest/globals';
import { type SampleReading } from '@echocohort/sampler';
import { noVentricle } from './no-ventricle.js';

const frame = { height: 10, width: 10, aspect: 'pad', resize: 'area', intensity: { p99: 200, maxGain: 2 } } as const;
const gate = { agreementMin: 0.7, areaShare: [0.05, 0.5] as [number, number] };
const observed = { positions: [0, 3], observedFrames: [4, 9], anchor: null };

/** A reading of four frames of 100 px, in which both readers see 20 px^2 and agree. */
const readingOf = (change: Partial<Record<'lvArea' | 'auditArea' | 'agreement', number[]>> = {}): SampleReading => {
  const of = (values: number[]) => Float32Array.from(values);
  return {
    lvArea: of(change.lvArea ?? [20, 20, 20, 20]),
    auditArea: of(change.auditArea ?? [20, 20, 20, 20]),
    agreement: of(change.agreement ?? [0.9, 0.9]),
    ...{ lvLength: of([5, 5, 5, 5]), auditLength: of([5, 5, 5, 5]), outlines: of([]), outlinePoints: 8 },
    ...{ measuredEfPercent: 50, auditEfPercent: 50 },
  };
};

describe('noVentricle', () => {
  it('is nothing where both readers see one in each observed frame', () => {
    expect(noVentricle(readingOf(), observed, { frame, gate })).toBeNull();
  });

  it('looks at the observed frames alone: what moves away from them is the clip’s own affair', () => {
    const reading = readingOf({ lvArea: [20, 1, 99, 20], auditArea: [20, 0, 99, 20] });
    expect(noVentricle(reading, observed, { frame, gate })).toBeNull();
  });

  it.each([
    ['no ventricle was found', { lvArea: [20, 20, 20, 4] }],
    ['no ventricle was found', { auditArea: [20, 20, 20, Number.NaN] }],
    ['what was found is too large for a ventricle', { auditArea: [20, 20, 20, 51] }],
    ['the two readers do not agree on a ventricle (0.60 of 1, needed 0.7)', { agreement: [0.9, 0.6] }],
  ])('names the observed frame and what was seen: %s', (words, change) => {
    const error = noVentricle(readingOf(change), observed, { frame, gate });
    expect(error).toMatchObject({ code: 'no-ventricle', issues: [{ field: 'observedFrames[1]' }] });
    expect(error?.message).toBe(`observedFrames[1]: frame 9 of the clip cannot be used: ${words}`);
  });

  it('names the bundle’s own frame where there is no clip', () => {
    const anchor = { positions: [0], observedFrames: [], anchor: 2 };
    const error = noVentricle(readingOf({ lvArea: [0, 0, 0, 0] }), anchor, { frame, gate });
    expect(error?.message).toBe('model: its anchor frame 2 cannot be used: no ventricle was found');
  });
});
