import { join } from 'node:path';
import { openBundle, startSampler } from '@echocohort/sampler';
import { describe, expect, it } from '@jest/globals';
import { largestDifference, plainRequests, sampleFor } from './own-sampler.js';
import { root } from '../system/root.js';
import { startStandIn } from './stand-in.js';

const tiny = () => openBundle(join(root, 'models/tiny'));

describe('plainRequests', () => {
  it('are requests that the bundle takes, the same ones each time, with different EFs', async () => {
    const bundle = await tiny();
    const batch = await plainRequests(bundle, 3);
    expect(batch).toEqual(await plainRequests(bundle, 3));
    expect(new Set(batch.map(({ request }) => request.requestedEfPercent)).size).toBe(3);
    const sampler = await startSampler(bundle, { provider: 'cpu', threads: 1 });
    try {
      expect(await sampler.generate(batch.map(({ request }) => request))).toHaveLength(3);
    } finally {
      await sampler.close();
    }
  });
});

describe('sampleFor', () => {
  it('keeps two batches in flight and counts what came back', async () => {
    let [inFlight, most, made] = [0, 0, 0];
    const generate = async (batch: readonly object[]) => {
      made += batch.length;
      most = Math.max(most, (inFlight += 1));
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return batch as never;
    };
    const batch = (await plainRequests(await tiny(), 2)).map(({ request }) => request);
    const { items, seconds } = await sampleFor({ generate, batchesInFlight: 2 }, batch, 0.05);
    expect(most).toBe(2);
    expect(items).toBe(made);
    expect(seconds).toBeGreaterThanOrEqual(0.05);
  });
});

describe('a stand-in', () => {
  it('gives every sample the EF that was asked for', async () => {
    const bundle = await tiny();
    const batch = (await plainRequests(bundle, 3)).map(({ request }) => request);
    const results = await startStandIn(bundle, { batchSize: 32, secondsPerClip: 0 }).generate(batch);
    expect(results.map(({ reading }) => reading?.measuredEfPercent)).toEqual(
      batch.map(({ requestedEfPercent }) => requestedEfPercent),
    );
    expect(results[0]?.reading?.lvArea).toHaveLength(bundle.manifest.maxFrames);
  });

  it('takes batches one after the other when it sleeps', async () => {
    const bundle = await tiny();
    const batch = (await plainRequests(bundle, 2)).map(({ request }) => request);
    const sampler = startStandIn(bundle, { batchSize: 2, secondsPerClip: 0.01 });
    await Promise.all([sampler.generate(batch), sampler.generate(batch)]);
    expect(sampler.busySeconds()).toBeCloseTo(0.04);
  });
});

describe('largestDifference', () => {
  const curves = (values: number) => new Float32Array(values);
  const resultOf = (measuredEfPercent: number | null) => ({
    reading: {
      ...{ lvArea: curves(2), lvLength: curves(2), auditArea: curves(2), auditLength: curves(2) },
      ...{ outlines: curves(32), outlinePoints: 8, agreement: curves(1), measuredEfPercent, auditEfPercent: 1 },
    },
  });

  it('is that of the sample where they differ most', () => {
    const ours = [40, 55, null].map(resultOf);
    expect(largestDifference([...ours, { reading: null }], [40.5, 53, 0, 0])).toBe(2);
    expect(largestDifference(ours, [40.5, 53, 0])).toBe(2);
    expect(largestDifference(ours, [])).toBeUndefined();
  });
});
