import { type MadeFigures } from '@echocohort/platform';
import { newRunId, newTenantId } from '@echocohort/shared';
import { cohortSpecOf } from '@echocohort/testing';
import { describe, expect, it } from '@jest/globals';
import { manifestOf } from '../test-rig/bundles.js';
import { estimateCosts, targetHistogram } from './estimate.js';

const nowMs = Date.parse('2027-01-01T00:00:00Z');
const figures: MadeFigures = {
  ...{ samples: 250, attempts: 1.5, frames: 32, videoBytes: 40_000, secondsEach: 0.5 },
  example: { tenantId: newTenantId(), runId: newRunId(), index: 0, take: '' },
};
const known = { manifest: manifestOf(), figures, besideVideoBytes: 10_000, waiting: 20, nowMs };
const spec = cohortSpecOf({ samples: 100, lengths: [16, 48], plan: { kind: 'list', targetsPercent: [20, 35, 85] } });

describe('targetHistogram', () => {
  const countsOf = (of: typeof spec) => targetHistogram(of).bins.filter(({ samples }) => samples > 0);

  it('counts the targets of a cohort', () => {
    expect(countsOf(spec)).toEqual([
      { min: 20, max: 25, samples: 34 },
      { min: 35, max: 40, samples: 33 },
      { min: 80, max: 85, samples: 33 },
    ]);
  });

  it('chooses evenly from one that is too large to count', () => {
    const { counted, bins } = targetHistogram({ ...spec, samples: 9_000_000 });
    expect(counted).toBe(10_000);
    for (const { samples } of bins.filter((bin) => bin.samples > 0))
      expect(Math.abs(samples - 3_000_000)).toBeLessThan(150_000);
  });
});

describe('estimateCosts', () => {
  it('goes by what was made before, and says so', () => {
    expect(estimateCosts(spec, known)).toMatchObject({
      deviceSeconds: 50,
      storageBytes: 100 * 50_000,
      expectedEnd: new Date(nowMs + 1_000 * (0.5 * 20 + 0.5 * 100)).toISOString(),
      basis: expect.arrayContaining([
        expect.stringContaining('the newest 250 samples that tiny 1.0.0 has made for you'),
      ]),
    });
    expect(estimateCosts({ ...spec, lengths: [64] }, known).deviceSeconds).toBe(100);
  });

  it('goes by what the model says of itself while it has made nothing, and knows the rest not', () => {
    const quality = { cpuSecondsPerClip: { value: 0.4, protocol: 's for 16 frames' } };
    const first = { ...known, manifest: manifestOf({ quality }), figures: null };
    expect(estimateCosts(spec, first)).toMatchObject({ deviceSeconds: 80, storageBytes: null, expectedEnd: null });
    expect(estimateCosts(spec, { ...first, manifest: manifestOf() })).toMatchObject({ deviceSeconds: null });
  });
});
