import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cropFrame, encodeNpy, fitFrame } from '@echocohort/media';
import { type ClipRow } from '@echocohort/platform';
import { openBundle, type Bundle } from '@echocohort/sampler';
import { EchoError, frameOf, newClipId, newTenantId } from '@echocohort/shared';
import { greyClipOf } from '@echocohort/testing';
import { systemClock } from '../flow/clock.js';
import { Outages } from '../flow/outages.js';
import { brighten, SourceFrames } from './source-frames.js';
import { modelsDir } from '../system.rig.js';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await openBundle(join(modelsDir, 'tiny'));
});

const tenantId = newTenantId();

/** Sources over a clip of the bundle's own size, so that fitting changes nothing; reads are counted. */
const sourcesOf = (cacheBytes = 1e6, part?: ClipRow['view']) => {
  const { height, width } = bundle.manifest.frame;
  const clip = greyClipOf({ frames: 10, height, width });
  const file = encodeNpy(clip);
  const state = { reads: 0, finds: 0, bytes: 0, broken: false };
  const view = part ?? { x: 0, y: 0, width, height };
  const row = { ...clip, id: newClipId(), tenantId, framesKey: 'frames', view } as unknown as ClipRow;
  const sources = new SourceFrames({
    clips: {
      find: (tenant, id) => {
        state.finds += 1;
        return Promise.resolve(tenant === tenantId && id === row.id ? row : null);
      },
    },
    storage: {
      get: async (_key, options) => {
        const { start, end } = options?.range ?? { start: 0, end: file.length - 1 };
        state.reads += 1;
        state.bytes += end - start + 1;
        await new Promise((resolve) => setImmediate(resolve));
        if (state.broken) throw new EchoError('not-found', 'no such object');
        return file.subarray(start, end + 1);
      },
    },
    outages: new Outages(systemClock, []),
    cacheBytes,
  });
  return { sources, clip, row, state };
};

describe('SourceFrames', () => {
  it('reads just the frames that are asked for, once for all who ask at the same time', async () => {
    const { sources, clip, row, state } = sourcesOf();
    const asked = await Promise.all(Array.from({ length: 64 }, () => sources.frames(row, [2, 7], bundle)));
    for (const frames of asked) expect(frames).toEqual([frameOf(clip, 2), frameOf(clip, 7)]);
    expect(state).toMatchObject({ reads: 2, bytes: 2 * clip.height * clip.width });
    await sources.frames(row, [7], bundle);
    expect(state.reads).toBe(2);
  });

  it('gives every frame although its cache holds hardly one', async () => {
    const { sources, clip, row, state } = sourcesOf(clipBytes() + 1);
    const all = Array.from({ length: 10 }, (_, i) => i);
    for (let round = 0; round < 2; round += 1)
      expect(await sources.frames(row, all, bundle)).toEqual(all.map((index) => frameOf(clip, index)));
    expect(state.reads).toBeGreaterThan(10);
  });

  it('cuts frames to the view of their clip before it fits them', async () => {
    const { height, width } = bundle.manifest.frame;
    const view = { x: width / 4, y: 0, width: width / 2, height: height / 2 };
    const { sources, clip, row } = sourcesOf(1e6, view);
    const seen = await sources.frames(row, [3], bundle);
    const cut = cropFrame(frameOf(clip, 3), width, view);
    expect(seen).toEqual([await fitFrame(cut, view.height, view.width, bundle.manifest.frame)]);
    expect(seen).not.toEqual([frameOf(clip, 3)]);
  });

  it('does not remember a failure', async () => {
    const { sources, row, state } = sourcesOf();
    state.broken = true;
    await expect(sources.frames(row, [0], bundle)).rejects.toThrow('no such object');
    state.broken = false;
    await expect(sources.frames(row, [0], bundle)).resolves.toHaveLength(1);
  });

  it('looks a clip up once, and for its own tenant only', async () => {
    const { sources, row, state } = sourcesOf();
    await Promise.all([sources.clip(tenantId, row.id), sources.clip(tenantId, row.id)]);
    expect(state.finds).toBe(1);
    await expect(sources.clip(newTenantId(), row.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

const clipBytes = (): number => bundle.manifest.frame.height * bundle.manifest.frame.width;

describe('brighten', () => {
  it('scales a dark source up and leaves a bright one alone', () => {
    const dark = new Uint8Array(clipBytes()).fill(60);
    const { frames, gain } = brighten([dark], bundle);
    expect(gain).toBeCloseTo(
      Math.min(bundle.manifest.frame.intensity.p99 / 60, bundle.manifest.frame.intensity.maxGain),
    );
    expect(frames[0]?.[0]).toBe(Math.min(255, Math.round(60 * gain)));
    const bright = new Uint8Array(clipBytes()).fill(250);
    expect(brighten([bright], bundle)).toEqual({ frames: [bright], gain: 1 });
  });
});
