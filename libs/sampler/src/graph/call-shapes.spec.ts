import { beforeAll, describe, expect, it } from '@jest/globals';
import { type GenerateGraph } from '@echocohort/shared';
import { fileURLToPath } from 'node:url';
import { openBundle } from '../bundle/open-bundle.js';
import { type PlannedSample } from '../pack/pack-feeds.js';
import { CallShapes, sizeBelow } from './call-shapes.js';

let graph: GenerateGraph;
beforeAll(async () => {
  const { manifest } = await openBundle(fileURLToPath(new URL('../../../../models/tiny', import.meta.url)));
  graph = manifest.graphs.generate[0]!;
});

const shapesOf = (samplesPerCall: number, { isPinned = true, maxReferences = 4 } = {}): CallShapes =>
  new CallShapes({ graph, samplesPerCall, maxReferences, isPinned });
const sizesOf = (shapes: CallShapes): string[] =>
  shapes.pinned.map(({ rows, references, session }) => `${rows}x${references} ${session}`);
const samplesOf = (count: number, references: number): PlannedSample[] =>
  Array.from({ length: count }, () => ({
    request: { references: Array.from({ length: references }) } as unknown as PlannedSample['request'],
    curve: null,
  }));
const fixed = (references: number): GenerateGraph => ({
  ...graph,
  inputs: graph.inputs.map((input) =>
    input.role === 'references' ? { ...input, shape: ['B', references, ...input.shape.slice(2)] } : input,
  ),
});

describe('pinned shapes', () => {
  it.each([
    [32, ['8x4 generate-few', '32x1 generate-plain', '32x4 generate-full']],
    [9, ['8x4 generate-few', '9x1 generate-plain', '9x4 generate-full']],
    [8, ['8x4 generate-few']],
    [3, ['3x4 generate-few']],
  ])('of calls up to %d are %j, each in a session of its own', (most, expected) => {
    const shapes = shapesOf(most);
    expect(sizesOf(shapes)).toEqual(expected);
    for (const { session } of shapes.pinned) expect(shapes.sessions).toContain(session);
  });

  it('have the references that the graph fixes, or the one that a bundle takes', () => {
    const ofFixed = new CallShapes({ graph: fixed(2), samplesPerCall: 32, maxReferences: 4, isPinned: true });
    expect(sizesOf(ofFixed)).toEqual(['8x2 generate-few', '32x2 generate-full']);
    expect(sizesOf(shapesOf(32, { maxReferences: 1 }))).toEqual(['8x1 generate-few', '32x1 generate-full']);
    expect(() => ofFixed.shapeOf(samplesOf(1, 3))).toThrow('references: expected at most 2, got 3');
  });

  it.each([
    [1, 1, '8x4'],
    [8, 3, '8x4'],
    [9, 1, '32x1'],
    [9, 2, '32x4'],
    [32, 4, '32x4'],
  ])('take %d samples of %d references as %s', (count, references, expected) => {
    const shape = shapesOf(32).shapeOf(samplesOf(count, references));
    expect(`${shape.rows}x${shape.references}`).toBe(expected);
  });

  it('shrink below the one that memory does not do for, and never grow again', () => {
    const shapes = shapesOf(32);
    const [few, , full] = shapes.pinned;
    expect(shapes.hasShrunk).toBe(false);
    shapes.shrinkBelow(full!);
    expect(sizesOf(shapes)).toEqual(['8x4 generate-few', '16x1 generate-plain', '16x4 generate-full']);
    shapes.shrinkBelow(few!);
    shapes.shrinkBelow(full!);
    expect([sizesOf(shapes), shapes.samplesPerCall, shapes.hasShrunk]).toEqual([['4x4 generate-few'], 4, true]);
  });
});

describe('shapes that are not pinned', () => {
  it('are those of the samples, in one session', () => {
    const shapes = shapesOf(32, { isPinned: false });
    expect(shapes.sessions).toEqual(['generate']);
    expect(shapes.shapeOf(samplesOf(5, 2))).toEqual({ rows: 5, references: 2, session: 'generate' });
    expect(shapes.pinned).toEqual([]);
  });
});

describe('sizes of calls', () => {
  it('go down by halves, and always down', () => {
    expect([2, 3, 4, 5, 8, 27, 32, 33].map(sizeBelow)).toEqual([1, 2, 2, 4, 4, 16, 16, 32]);
  });
});
