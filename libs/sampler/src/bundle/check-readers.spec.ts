import { describe, expect, it } from '@jest/globals';
import { type OutlineGraph, checkOutlines } from './check-readers.js';

const graphOf = (file: string, points: number | string | null): OutlineGraph => ({
  file,
  outputs: points === null ? [] : [{ role: 'outline', name: 'polygon' }],
  metadata: {
    inputs: [],
    outputs: points === null ? [] : [{ name: 'polygon', dtype: 'float32', dims: ['B', 8, points, 2] }],
  },
});

describe('checkOutlines', () => {
  it.each([
    [48, 48],
    [48, 'P'],
    [48, null],
  ])('takes graphs of %p and %p points', (one, other) => {
    checkOutlines([graphOf('generate.onnx', one), graphOf('read.onnx', other)]);
  });

  it('refuses outlines of another number of points in one graph than in the other', () => {
    const graphs = [graphOf('generate.onnx', 48), graphOf('cuda.onnx', null), graphOf('read.onnx', 32)];
    expect(() => checkOutlines(graphs)).toThrow(
      'read.onnx: expected outlines of 48 points, as in generate.onnx, got 32',
    );
  });
});
