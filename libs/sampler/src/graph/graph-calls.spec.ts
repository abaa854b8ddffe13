import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fragileBundle, type Fragility } from '@echocohort/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAnchor } from '../bundle/anchors.js';
import { type Bundle } from '../bundle/bundle.js';
import { openBundle } from '../bundle/open-bundle.js';
import { isOutOfMemory } from '../onnx/out-of-memory.js';
import { type FeedPacker, type FeedShape, inlinePacker } from '../pack/feed-packer.js';
import { type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { type Sampler } from '../sampler.js';
import { startSampler } from '../start-sampler.js';
import { startGraphSampler } from './graph-sampler.js';

/** A GPU takes many samples in a graph call; here the CPU does, so that what a call does to its samples is seen. */
let dir = '';
let tiny: Bundle;
let anchor: Uint8Array;
const samplers: Sampler[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sampler-calls-'));
  tiny = await openBundle(fileURLToPath(new URL('../../../../models/tiny', import.meta.url)));
  anchor = await readAnchor(tiny, 0);
});
afterAll(async () => {
  await Promise.all(samplers.map((sampler) => sampler.close()));
  await rm(dir, { recursive: true });
});

const start = async (fragility: Fragility, samplesPerCall: number): Promise<Sampler> => {
  const bundle = await openBundle(await fragileBundle(join(dir, String(samplers.length)), fragility));
  const sampler = await startSampler(bundle, { provider: 'cpu', threads: 1, samplesPerCall });
  samplers.push(sampler);
  return sampler;
};
const batchOf = (size: number, overrides: (index: number) => Partial<SampleRequest> = () => ({})): SampleRequest[] =>
  Array.from({ length: size }, (_, index) => ({
    ...{ seed: 7, index, attempt: 0, requestedEfPercent: 50, frames: tiny.manifest.maxFrames },
    ...{ references: [anchor], positions: [0], anchorPhase: null },
    ...overrides(index),
  }));
const bytesOf = (results: readonly SampleResult[]): string[] =>
  results.map(({ frames }) => Buffer.from(frames).toString('base64'));
const statuses = (results: readonly PromiseSettledResult<unknown>[]): string =>
  results.map(({ status }) => (status === 'fulfilled' ? '+' : '-')).join('');

describe('batches in flight', () => {
  it.each([
    [1, 1, 2],
    [2, 1, 2],
    [2, 16, 3],
    [2, 8, 2],
  ])('of %i lanes and calls of %i samples are %i: those at work and one behind', async (threads, perCall, expected) => {
    const sampler = await startSampler(tiny, { provider: 'cpu', threads, samplesPerCall: perCall });
    samplers.push(sampler);
    expect([sampler.batchSize, sampler.batchesInFlight]).toEqual([16, expected]);
  });
});

describe('a sample on the CPU', () => {
  it('has the same bytes in batches of 1, 7 and 32 in different company, whatever goes into a graph call', async () => {
    const [single, whole] = [await start({}, 1), await start({}, 32)];
    const others = (size: number, seed: number) =>
      batchOf(size, (index) => ({ seed, requestedEfPercent: 15 + ((7 * index) % 60), frames: 2 + (index % 7) }));
    const [sample] = batchOf(1, () => ({ seed: 99, index: 12, requestedEfPercent: 42 }));
    const made: string[] = [];
    for (const sampler of [single, whole])
      for (const [size, place] of [
        [1, 0],
        [7, 3],
        [32, 31],
        [32, 0],
      ] as const) {
        const batch = others(size, 1_000 * size + place);
        batch[place] = sample!;
        const results = bytesOf(await sampler.generate(batch));
        expect(results.indexOf(results[place]!)).toBe(results.lastIndexOf(results[place]!));
        made.push(results[place]!);
      }
    expect(made).toHaveLength(8);
    expect(new Set(made).size).toBe(1);
  });
});

describe('a graph call that fails', () => {
  it('takes the samples of that call with it and no others', async () => {
    const sampler = await start({ failsAboveEfPercent: 80 }, 4);
    const batch = batchOf(12, (index) => (index === 5 ? { requestedEfPercent: 85 } : {}));
    const results = await sampler.generateEach(batch);
    expect(statuses(results)).toBe('++++----++++');
    expect(results[6]).toMatchObject({ reason: { code: 'sampler-failed' } });
    await expect(sampler.generate(batch)).rejects.toThrow(/Gather/);
    await sampler.prove();
    expect(statuses(await sampler.generateEach(batchOf(12)))).toBe('++++++++++++');
  });

  it('is not even made for a request that cannot be met; the others stay together', async () => {
    const sampler = await start({}, 12);
    const results = await sampler.generateEach(batchOf(3, (index) => (index === 1 ? { frames: 99 } : {})));
    expect(statuses(results)).toBe('+-+');
    expect(results[1]).toMatchObject({ reason: { code: 'invalid-request', issues: [{ field: 'samples[1].frames' }] } });
  });
});

describe('a graph call that runs out of memory', () => {
  it('is made again in halves until it fits, and later batches begin with what did', async () => {
    const [sound, small] = [await start({}, 32), await start({ mostSamplesPerCall: 5 }, 32)];
    expect(small.batchSize).toBe(tiny.manifest.batchSize.cpu);
    const expected = bytesOf(await sound.generate(batchOf(27)));
    expect(bytesOf(await small.generate(batchOf(27)))).toEqual(expected);
    expect(small.batchSize).toBe(4);
    expect(bytesOf(await small.generate(batchOf(27)))).toEqual(expected);
    expect(sound.batchSize).toBe(tiny.manifest.batchSize.cpu);
    expect(new Set(expected).size).toBe(27);
  });

  it('is told from a sample that the graph cannot take: both at once end with that one failed', async () => {
    const sampler = await start({ failsAboveEfPercent: 80, mostSamplesPerCall: 2 }, 8);
    const results = await sampler.generateEach(batchOf(8, (index) => (index === 6 ? { requestedEfPercent: 85 } : {})));
    expect(statuses(results)).toBe('++++++--');
    expect(sampler.batchSize).toBe(2);
  });

  it('keeps a device without room for one sample out of work, as trouble of the machine and not of the bundle', async () => {
    await expect(start({ mostSamplesPerCall: 0 }, 4)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'provider cpu has not enough memory for a single sample',
    });
  });
});

/** A sampler whose packer does `before` with each call's shape; what that throws is the call's end. */
const startWatched = async (
  options: { samplesPerCall: number; pinsShapes?: boolean; threads?: number },
  before: (shape: FeedShape) => Promise<void> | void,
): Promise<Sampler> => {
  const sampler = await startGraphSampler(tiny, { provider: 'cpu', threads: 1, ...options }, (bundle, graph) => {
    const packer = inlinePacker(bundle, graph);
    const pack: FeedPacker['pack'] = async (samples, shape) => {
      await before(shape);
      return packer.pack(samples, shape);
    };
    return { ...packer, pack };
  });
  samplers.push(sampler);
  return sampler;
};

const signal = (): { tell: () => void; told: Promise<void> } => {
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  return { tell: () => tell(), told };
};

describe('two calls that run out of memory', () => {
  it('end well although the smaller one shrinks what the larger one may take', async () => {
    const [largeIsUnderWay, smallFails] = [signal(), signal()];
    const scarce = { isOn: false };
    const sampler = await startWatched({ samplesPerCall: 32, pinsShapes: true }, async ({ rows }) => {
      if (!scarce.isOn || rows <= 4) return;
      if (rows === 32) {
        largeIsUnderWay.tell();
        await smallFails.told;
      } else smallFails.tell();
      throw new Error('CUDA failure 2: out of memory');
    });
    const expected = bytesOf(await sampler.generate(batchOf(32)));
    scarce.isOn = true;
    const beginning = sampler.generate(batchOf(32));
    await largeIsUnderWay.told;
    const [large, small] = await Promise.all([beginning, sampler.generate(batchOf(8))]);
    expect(bytesOf(large)).toEqual(expected);
    expect(bytesOf(small)).toEqual(expected.slice(0, 8));
    expect(sampler.batchSize).toBe(4);
  });
});

describe('calls of pinned shapes', () => {
  const shapeWords = ({ rows, references }: FeedShape): string => `${rows}x${references}`;

  it('meet none that the start has not warmed up, in each lane, whatever samples come', async () => {
    const seen: string[] = [];
    const sampler = await startWatched({ samplesPerCall: 16, pinsShapes: true, threads: 2 }, (shape) => {
      seen.push(shapeWords(shape));
    });
    expect(seen).toEqual(['8x2', '8x2', '16x1', '16x1', '16x2', '16x2']);
    seen.length = 0;
    const two = { references: [anchor, anchor], positions: [0, 3] };
    for (const size of [1, 3, 8, 9, 16])
      for (const overrides of [{}, two]) await sampler.generate(batchOf(size, () => overrides));
    expect([...new Set(seen)].sort()).toEqual(['16x1', '16x2', '8x2']);
  });

  it('are those of the samples where nothing is pinned: the same samples meet ten', async () => {
    const seen = new Set<string>();
    const sampler = await startWatched({ samplesPerCall: 16 }, (shape) => void seen.add(shapeWords(shape)));
    const two = { references: [anchor, anchor], positions: [0, 3] };
    for (const size of [1, 3, 8, 9, 16])
      for (const overrides of [{}, two]) await sampler.generate(batchOf(size, () => overrides));
    expect(seen.size).toBe(10);
  });
});

describe('isOutOfMemory', () => {
  it.each([
    'Non-zero status code returned while running Conv node. Status Message: std::bad_alloc',
    'Status Message: /onnxruntime_src/bfc_arena.cc:358 Failed to allocate memory for requested buffer of size 1073741824',
    'Available memory of 1024 is smaller than requested bytes of 4096',
    'CUDA failure 2: out of memory ; GPU=0 ; hostname=gpu ; expr=cudaMalloc((void**)&p, size);',
    'CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0',
    'CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0',
  ])('knows %s', (words) => expect(isOutOfMemory(new Error(words))).toBe(true));

  it.each([
    'CUDA failure 700: an illegal memory access was encountered',
    'CUDA failure 209: no kernel image is available',
    'indices element out of data bounds, idx=85 must be within the inclusive range [-81,80]',
    'the sampler is closed',
  ])('does not take %s for it', (words) => expect(isOutOfMemory(new Error(words))).toBe(false));
});
