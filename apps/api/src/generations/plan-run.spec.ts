import { type ClipRow } from '@echocohort/platform';
import { limits, newClipId, newTenantId, twinFramesPerSecond } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { manifestOf } from '../test-rig/bundles.js';
import { createGenerationSchema } from './generations.schema.js';
import { planRun } from './plan-run.js';

const bundle = { manifest: manifestOf({ maxFrames: 64 }), fingerprint: 'f'.repeat(64) };

const clipOf = (frames: number, framesPerSecond: number | null): ClipRow => ({
  id: newClipId(),
  tenantId: newTenantId(),
  originalName: 'clip.avi',
  format: 'avi',
  ...{ frames, framesPerSecond, height: 112, width: 112 },
  sector: { x: 0, y: 0, width: 112, height: 112, coverage: 1 },
  view: { x: 0, y: 0, width: 112, height: 112 },
  ...{ framesKey: '', sheetKey: '', sha256: '', labels: {}, createdAt: new Date(0) },
});

const plan = (clip: ClipRow, frames: number) =>
  planRun(createGenerationSchema.parse({ targetEf: 40, clipId: clip.id, frames }), bundle, clip);

describe('planRun: the rate of a twin', () => {
  it.each([
    [2, 50, 32],
    [4, 100, 64],
    [32, 1_200, 32],
    [1_024, 0.001, 2],
  ])('refuses a clip of %i frames at %d a second for %i frames: no video has their rate', (own, rate, frames) => {
    expect(() => plan(clipOf(own, rate), frames)).toThrow(
      expect.objectContaining({ code: 'invalid-request', issues: [expect.objectContaining({ field: 'clipId' })] }),
    );
  });

  it.each([
    [2, 50, 16],
    [4, 100, 16],
    [32, 1_200, 16],
    [2, null, 64],
    [1, 50, 64],
  ])('takes one of %i frames at %d a second for %i frames', (own, rate, frames) => {
    const clip = clipOf(own, rate);
    expect(plan(clip, frames).frames).toBe(frames);
    expect(twinFramesPerSecond(clip, frames, 30)).toBeLessThanOrEqual(limits.framesPerSecondMax);
  });
});
