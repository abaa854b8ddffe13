import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type BundleManifest,
  type GenerateGraph,
  type GenerateOutputRole,
  areaLengthEfPercent,
  bundleSchema,
  readOutputRoles,
} from '@echocohort/shared';
import { readFile } from 'node:fs/promises';
import { toHalves } from './float16.js';
import { type TensorMessage, type Tensors } from '../onnx/inference-thread.js';
import { type PlannedSample } from './pack-feeds.js';
import { unpackResults } from './unpack-results.js';

let manifest: BundleManifest;
let T = 0;
let pixels = 0;
beforeAll(async () => {
  const json = await readFile(new URL('../../../../models/tiny/bundle.json', import.meta.url), 'utf8');
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
const greys = (count: number): Uint8Array[] => Array.from({ length: count }, () => new Uint8Array(1));
const samples: PlannedSample[] = [3, 2].map((frames, index) => ({
  request: {
    ...{ seed: 1, index, attempt: 0, requestedEfPercent: 50, frames, references: greys(index + 1), positions: [] },
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
const areas = (fall = 20): number[] =>
  Array.from({ length: 2 * T }, (_, i) => (i % T < 3 ? 100 - fall * (i % T) : 1e6));
const P = 8;
/** Outlines of which each number says where it stands: sample, frame and place. */
const outline = (): TensorMessage => ({
  dtype: 'float32',
  data: Float32Array.from({ length: 2 * T * P * 2 }, (_, i) => i),
  dims: [2, T, P, 2],
});
const agreement = (values: number[], K: number): TensorMessage => ({ ...floats(values), dims: [values.length / K, K] });
const reading = (): Tensors => ({
  'out.lvArea': floats(areas()),
  'out.lvLength': floats(areas()),
  'out.auditArea': floats(areas(10)),
  'out.auditLength': floats(areas(10)),
  'out.outline': outline(),
  'out.agreement': agreement([0.9, 0.1, 0.8, 0.7], 2),
});
const unpack = (graph: GenerateGraph, outputs: Tensors) => unpackResults(manifest, graph, samples, outputs);
const reader = (): GenerateGraph => graphWith('frames', ...readOutputRoles);

describe('unpackResults', () => {
  it('cuts out each sample’s wanted frames and curves, without copying pixels', () => {
    const outputs = { 'out.frames': frames(), ...reading() };
    const [first, second] = unpack(reader(), outputs);
    expect([first!.frames.length, second!.frames.length]).toEqual([3 * pixels, 2 * pixels]);
    expect([first!.frames[0], first!.frames.at(-1), second!.frames[0]]).toEqual([0, 2, T]);
    expect(first!.frames.buffer).toBe(outputs['out.frames'].data.buffer);
    expect(Array.from(first!.reading!.lvArea)).toEqual([100, 80, 60]);
    expect(Array.from(second!.reading!.auditArea)).toEqual([100, 90]);
    expect(Array.from(second!.volumeCurve)).toEqual([1, Math.fround(0.9)]);
  });

  it('cuts out the outlines of the wanted frames', () => {
    const [first, second] = unpack(reader(), { 'out.frames': frames(), ...reading() });
    expect(first!.reading!.outlinePoints).toBe(P);
    expect([first!.reading!.outlines.length, second!.reading!.outlines.length]).toEqual([3 * 2 * P, 2 * 2 * P]);
    expect([first!.reading!.outlines[0], second!.reading!.outlines[0]]).toEqual([0, T * P * 2]);
    expect(second!.reading!.outlines.at(-1)).toBe((T + 2) * P * 2 - 1);
  });

  it('takes the agreement on a sample’s own references: what stands behind them is padding', () => {
    const [first, second] = unpack(reader(), { 'out.frames': frames(), ...reading() });
    expect([...first!.reading!.agreement]).toEqual([Math.fround(0.9)]);
    expect([...second!.reading!.agreement]).toEqual([0.8, 0.7].map(Math.fround));
    const wide = { ...reading(), 'out.agreement': agreement([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0, 0, 0], 3) };
    const [, third] = unpack(reader(), { 'out.frames': frames(), ...wide });
    expect([...third!.reading!.agreement]).toEqual([0.4, 0.5].map(Math.fround));
  });

  it('reads each EF over the wanted frames alone, by its own outline', () => {
    const [first] = unpack(reader(), { 'out.frames': frames(), ...reading() });
    expect(first!.reading!.measuredEfPercent).toBeCloseTo(40, 9);
    expect(first!.reading!.auditEfPercent).toBeCloseTo(20, 9);
    expect(areaLengthEfPercent(areas(), areas())).not.toBeCloseTo(40, 0);
  });

  it('reads nothing where the graph does not', () => {
    const [first] = unpack(graphWith('frames'), { 'out.frames': frames() });
    expect(first!.reading).toBeNull();
  });

  it('fails when a graph that reads gave only a part of it', () => {
    const part = Object.entries(reading()).filter(([name]) => name !== 'out.auditArea');
    expect(() => unpack(reader(), { 'out.frames': frames(), ...Object.fromEntries(part) })).toThrow(
      'gave no auditArea',
    );
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
