import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type BundleManifest,
  type GenerateGraph,
  type GenerateOutputRole,
  areaLengthEfPercent,
  bundleSchema,
} from '@echocohort/shared';
import { readFile } from 'node:fs/promises';
import { toHalves } from './float16.js';
import { type TensorMessage, type Tensors } from './inference-thread.js';
import { type PlannedSample } from './pack-feeds.js';
import { unpackResults } from './unpack-results.js';

let manifest: BundleManifest;
let T = 0;
let pixels = 0;
beforeAll(async () => {
  const json = await readFile(new URL('../../../models/tiny/bundle.json', import.meta.url), 'utf8');
  manifest = bundleSchema.parse(JSON.parse(json));
  T = manifest.maxFrames;
  pixels = manifest.frame.height * manifest.frame.width;
});

const graphWith = (...roles: GenerateOutputRole[]): GenerateGraph => ({
  ...manifest.graphs.generate[0]!,
  outputs: roles.map((role) => ({ role, name: `out.${role}`, dtype: 'float32', shape: ['B'] })),
});
const floats = (values: number[]): TensorMessage => ({
  dtype: 'float32',
  data: Float32Array.from(values),
  dims: [values.length],
});
const samples: PlannedSample[] = [3, 2].map((frames, index) => ({
  request: {
    ...{ seed: 1, index, attempt: 0, requestedEfPercent: 50, frames, references: [], positions: [] },
    anchorPhase: null,
  },
  curve: Float32Array.from({ length: frames * 7 }, (_, i) => (i % 7 === 5 ? 1 - 0.1 * Math.floor(i / 7) : 0)),
}));
const frames = (): TensorMessage => ({
  dtype: 'uint8',
  data: Uint8Array.from({ length: 2 * T * pixels }, (_, i) => Math.floor(i / pixels)),
  dims: [2, T],
});
/** Areas that fall frame by frame; the frames that are not wanted hold nonsense. */
const areas = (): number[] => Array.from({ length: 2 * T }, (_, i) => (i % T < 3 ? 100 - 20 * (i % T) : 1e6));
const unpack = (graph: GenerateGraph, outputs: Tensors) => unpackResults(manifest, graph, samples, outputs);

describe('unpackResults', () => {
  it('cuts out each sample’s wanted frames and curves, without copying pixels', () => {
    const outputs = { 'out.frames': frames(), 'out.lvArea': floats(areas()), 'out.lvLength': floats(areas()) };
    const [first, second] = unpack(graphWith('frames', 'lvArea', 'lvLength'), outputs);
    expect([first!.frames.length, second!.frames.length]).toEqual([3 * pixels, 2 * pixels]);
    expect([first!.frames[0], first!.frames.at(-1), second!.frames[0]]).toEqual([0, 2, T]);
    expect(first!.frames.buffer).toBe(outputs['out.frames'].data.buffer);
    expect(Array.from(first!.lvArea!)).toEqual([100, 80, 60]);
    expect(Array.from(second!.volumeCurve)).toEqual([1, Math.fround(0.9)]);
  });

  it('measures EF over the wanted frames alone', () => {
    const outputs = { 'out.frames': frames(), 'out.lvArea': floats(areas()), 'out.lvLength': floats(areas()) };
    const [first] = unpack(graphWith('frames', 'lvArea', 'lvLength'), outputs);
    expect(first!.measuredEfPercent).toBeCloseTo(40, 9);
    expect(areaLengthEfPercent(areas(), areas())).not.toBeCloseTo(40, 0);
  });

  it('says null where the graph does not measure', () => {
    const [first] = unpack(graphWith('frames'), { 'out.frames': frames() });
    expect([first!.lvArea, first!.lvLength, first!.measuredEfPercent]).toEqual([null, null, null]);
  });

  it('tells the curve that the graph used, when it tells one, also in halves', () => {
    const used = Float32Array.from({ length: 2 * T * 7 }, (_, i) => (i % 7 === 5 ? 0.5 : 0.25));
    const half: TensorMessage = { dtype: 'float16', data: toHalves(used), dims: [2, T, 7] };
    const graph = graphWith('frames', 'curve');
    const [first] = unpack(graph, { 'out.frames': frames(), 'out.curve': half });
    expect(Array.from(first!.volumeCurve)).toEqual([0.5, 0.5, 0.5]);
    const [planned] = unpack(graphWith('frames'), { 'out.frames': frames() });
    expect(planned!.volumeCurve[0]).toBe(1);
  });

  it('gives an empty curve when nobody knows it', () => {
    const unknown = samples.map((sample) => ({ ...sample, curve: null }));
    const [first] = unpackResults(manifest, graphWith('frames'), unknown, { 'out.frames': frames() });
    expect(first!.volumeCurve).toHaveLength(0);
  });

  it.each([
    ['no frames', {}, /gave no frames/],
    ['frames as floats', { 'out.frames': floats([1]) }, /as float32, expected uint8/],
  ])('fails when the graph gave %s', (_, outputs, words) => {
    expect(() => unpack(graphWith('frames'), outputs)).toThrow(words);
  });
});
