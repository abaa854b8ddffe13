import { beforeAll, describe, expect, it } from '@jest/globals';
import { type BundleManifest, type GenerateGraph, type GenerateInputRole, bundleSchema } from '@echocohort/shared';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AnchorPhase } from '../request/anchor-phase.js';
import { fromHalves } from './float16.js';
import { type PlannedSample, nearestReference, packFeeds } from './pack-feeds.js';
import { noiseStreams, normals } from '../request/philox.js';
import { type SampleRequest } from '../request/sample-request.js';

interface InputCase {
  seed: number;
  index: number;
  attempt: number;
  positions: number[];
  anchor: AnchorPhase | null;
  timingNoise: number[];
  phase: number[];
}
const golden = JSON.parse(
  readFileSync(new URL('../../../../lab/golden/timing-inputs.json', import.meta.url), 'utf8'),
) as {
  cases: InputCase[];
};
const inputCases = golden.cases.map((one) => [`anchor ${JSON.stringify(one.anchor)}`, one] as const);

let manifest: BundleManifest;
let graph: GenerateGraph;
let pixels = 0;
beforeAll(async () => {
  const json = await readFile(new URL('../../../../models/tiny/bundle.json', import.meta.url), 'utf8');
  manifest = bundleSchema.parse(JSON.parse(json));
  graph = manifest.graphs.generate[0]!;
  pixels = manifest.frame.height * manifest.frame.width;
});

const sampleOf = (overrides: Partial<SampleRequest> = {}, curve: Float32Array | null = null): PlannedSample => ({
  request: {
    seed: 11,
    index: 2,
    attempt: 1,
    requestedEfPercent: 40,
    frames: manifest.maxFrames,
    references: [new Uint8Array(pixels).fill(7)],
    positions: [0],
    anchorPhase: null,
    ...overrides,
  },
  curve,
});
const greys = (...levels: number[]): Uint8Array[] => levels.map((level) => new Uint8Array(pixels).fill(level));

/** The graph with every role, all floats of one dtype, and names that are not the roles. */
const fullGraph = (dtype: 'float32' | 'float16'): GenerateGraph => {
  const roles: GenerateInputRole[] = [
    ...(['references', 'nearest', 'observed', 'noise', 'timingNoise', 'phase'] as const),
    ...(['ef', 'efKnown', 'curve', 'curveKnown', 'valid'] as const),
  ];
  const dtypes: Partial<Record<GenerateInputRole, 'uint8' | 'int64'>> = { references: 'uint8', nearest: 'int64' };
  const inputs = roles.map((role) => ({ role, name: `in.${role}`, dtype: dtypes[role] ?? dtype, shape: ['B', 'K'] }));
  return { ...graph, inputs };
};
const pack = async (samples: PlannedSample[], of = fullGraph('float32')) => {
  const feeds = await packFeeds(manifest, of, samples);
  const feed = (role: GenerateInputRole) => feeds[`in.${role}`]!;
  return { feeds, feed, values: (role: GenerateInputRole) => Array.from(feed(role).data as Float32Array) };
};

describe('packFeeds', () => {
  it('feeds what the graph asks for, by its names, dtypes and sizes, and nothing else', async () => {
    const feeds = await packFeeds(manifest, graph, [sampleOf(), sampleOf()]);
    expect(Object.keys(feeds).sort()).toEqual(graph.inputs.map(({ name }) => name).sort());
    for (const { name, dtype, shape } of graph.inputs) {
      expect(feeds[name]!.dtype).toBe(dtype);
      expect(feeds[name]!.dims).toHaveLength(shape.length);
      expect(feeds[name]!.dims[0]).toBe(2);
      expect(feeds[name]!.data.length).toBe(feeds[name]!.dims.reduce((product, size) => product * size, 1));
    }
  });

  it('marks observed frames and wanted frames, and says which reference each frame leans on', async () => {
    const { values, feed } = await pack([sampleOf({ frames: 6, references: greys(1, 2), positions: [1, 4] })]);
    const T = manifest.maxFrames;
    const ones = (...at: number[]): number[] => Array.from({ length: T }, (_, t) => (at.includes(t) ? 1 : 0));
    expect(values('observed')).toEqual(ones(1, 4));
    expect(values('valid')).toEqual(ones(0, 1, 2, 3, 4, 5));
    const nearest = Array.from({ length: T }, (_, t) => (t <= 2 ? 0n : 1n));
    expect(Array.from(feed('nearest').data as BigInt64Array)).toEqual(nearest);
    expect(values('ef')).toEqual([Math.fround(0.4)]);
    expect(values('efKnown')).toEqual([1]);
  });

  it('pads the references of a sample with its first one, up to the most of the batch', async () => {
    const one = sampleOf({ references: greys(9) });
    const three = sampleOf({ references: greys(3, 4, 5), positions: [0, 2, 3] });
    const { feed } = await pack([one, three]);
    const { data, dims } = feed('references');
    expect(dims).toEqual([2, 3, manifest.frame.height, manifest.frame.width]);
    expect(Array.from({ length: 6 }, (_, k) => data[k * pixels])).toEqual([9, 9, 9, 3, 4, 5]);
    expect((await pack([one])).feed('references').dims[1]).toBe(1);
  });

  it('keeps to a K that the graph fixes, and refuses a sample that has more', async () => {
    const fixed = fullGraph('float32');
    const inputs = fixed.inputs.map((input) => (input.role === 'references' ? { ...input, shape: ['B', 2] } : input));
    const { feed } = await pack([sampleOf()], { ...fixed, inputs });
    expect(feed('references').dims[1]).toBe(2);
    const many = sampleOf({ references: greys(1, 2, 3), positions: [0, 1, 2] });
    await expect(pack([many], { ...fixed, inputs })).rejects.toThrow('references: expected at most 2, got 3');
  });

  it('gives a sample its own noise for all frames, whatever its place, length and company', async () => {
    const whole = await pack([sampleOf()]);
    const short = await pack([sampleOf({ index: 9 }), sampleOf({ frames: 3 })]);
    const size = whole.feed('noise').data.length;
    expect(short.values('noise').slice(size)).toEqual(whole.values('noise'));
    expect(short.values('noise').slice(0, size)).not.toEqual(whole.values('noise'));
    const expected = new Float32Array(size);
    normals({ seed: 11, index: 2, attempt: 1 }, noiseStreams.noise, expected);
    expect(whole.values('noise')).toEqual(Array.from(expected));
    expect(whole.values('timingNoise')).toHaveLength(8);
    expect(whole.values('timingNoise')).not.toEqual(whole.values('noise').slice(0, 8));
  });

  it('writes a known curve into its first rows, and says so', async () => {
    const curve = Float32Array.from({ length: 4 * 7 }, (_, i) => i + 1);
    const { values } = await pack([sampleOf({ frames: 4 }, curve), sampleOf({ frames: 4 })]);
    const size = manifest.maxFrames * 7;
    expect(values('curveKnown')).toEqual([1, 0]);
    expect(values('curve').slice(0, 28)).toEqual(Array.from(curve));
    expect(values('curve').slice(28)).toEqual(Array.from({ length: 2 * size - 28 }, () => 0));
  });

  it.each(inputCases)('feeds a graph that draws its own beat as the lab does: %s', async (_, one) => {
    const { positions, anchor } = one;
    const references = greys(...positions.keys());
    const sample = sampleOf({ seed: one.seed, index: one.index, attempt: one.attempt, references, positions });
    const { values } = await pack([{ ...sample, request: { ...sample.request, anchorPhase: anchor } }]);
    const gaps = values('timingNoise').map((value, i) => Math.abs(value - one.timingNoise[i]!));
    expect(gaps).toHaveLength(one.timingNoise.length);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2e-6);
    expect(values('phase')).toEqual(one.phase);
    expect(values('curveKnown')).toEqual([0]);
    expect(new Set(values('curve'))).toEqual(new Set([0]));
    const other = await pack([{ ...sample, request: { ...sample.request, attempt: one.attempt + 1 } }]);
    expect(other.values('timingNoise')[0]).not.toBeCloseTo(one.timingNoise[0]!, 3);
  });

  it('gives halves to a graph of float16, equal to the floats but for their rounding', async () => {
    const half = await pack([sampleOf(), sampleOf({ seed: 12 })], fullGraph('float16'));
    const single = await pack([sampleOf(), sampleOf({ seed: 12 })]);
    const { data, dtype } = half.feed('noise');
    expect(dtype).toBe('float16');
    expect(data).toBeInstanceOf(Uint16Array);
    const back = fromHalves(data as Uint16Array);
    const gap = single.values('noise').map((value, i) => Math.abs(value - back[i]!));
    expect(Math.max(...gap)).toBeLessThan(2e-3);
    expect(Math.max(...gap)).toBeGreaterThan(0);
  });
});

describe('nearestReference', () => {
  it('takes the closest position, and the earlier of two that are equally close', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((t) => nearestReference([1, 3, 7], t))).toEqual([0, 0, 0, 1, 1, 1, 2]);
  });
});
