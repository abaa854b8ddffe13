import { describe, expect, it } from '@jest/globals';
import { newClipId } from '../ids.js';
import { generationSample, type GenerationSpec } from './generation-spec.js';
import { itemSample, type Item, type ItemsSpec, itemsSpecSchema } from './items-spec.js';
import { meanFrames, runSpecSchema } from './run-spec.js';

const [first, second] = [newClipId(), newClipId()];
const spec: ItemsSpec = {
  version: 3,
  bundle: { name: 'tiny', version: '1.0.0', fingerprint: 'f'.repeat(64) },
  sources: [{ clipId: first }, { clipId: second, split: 'test' }],
  items: { sizeBytes: 500, indexBytes: 36, indexSha256: 'a'.repeat(64), itemsPerChunk: 1_024 },
  ...{ lengths: [8, 16], meanFrames: 12.5, seed: 7, samples: 9, tolerancePp: 3, maxAttempts: 8 },
};
const item: Item = { customId: 'mine', targetEfPercent: 40, frames: 8 };

describe('a sample of an uploaded cohort', () => {
  it('is what its item says, and where that says nothing what its cohort says', () => {
    expect(itemSample(spec, 4, item)).toEqual({
      ...{ index: 4, customId: 'mine', seed: 7, noiseIndex: 4, targetEfPercent: 40, frames: 8 },
      ...{ source: { kind: 'none' }, split: null, tolerancePp: 3, maxAttempts: 8, allowUnmeasured: false },
    });
    const full = { source: 1, observedFrames: [3], tolerancePp: 1, maxAttempts: 2, allowUnmeasured: true };
    expect(itemSample(spec, 4, { ...item, ...full })).toMatchObject({
      ...{ split: 'test', source: { kind: 'clip', clipId: second, observedFrames: [3] } },
      ...{ tolerancePp: 1, maxAttempts: 2, allowUnmeasured: true },
    });
    expect(() => itemSample(spec, 4, { ...item, source: 2 })).toThrow('source 2 of 2');
  });

  it('is the first one of a generation when it has a seed of its own', () => {
    const { bundle, samples, tolerancePp, maxAttempts } = spec;
    const made = { bundle, samples, tolerancePp, maxAttempts, frames: 8, allowUnmeasured: false };
    const of = (seed: number): GenerationSpec => ({
      ...{ version: 1, source: { kind: 'none' }, targetEfPercents: [40], seed, ...made },
    });
    const { index, customId, ...wanted } = itemSample(spec, 4, { ...item, seed: 11 });
    expect([index, customId]).toEqual([4, 'mine']);
    expect(generationSample(of(11), 0)).toMatchObject(wanted);
    expect(generationSample(of(12), 0)).not.toMatchObject(wanted);
    expect(generationSample(of(11), 1)).not.toMatchObject(wanted);
  });

  it('belongs to a spec of its own kind, of a million items at most', () => {
    expect(runSpecSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    expect(meanFrames(spec)).toBe(12.5);
    expect(itemsSpecSchema.safeParse({ ...spec, samples: 1_000_000 }).success).toBe(true);
    expect(itemsSpecSchema.safeParse({ ...spec, samples: 1_000_001 }).success).toBe(false);
  });
});
