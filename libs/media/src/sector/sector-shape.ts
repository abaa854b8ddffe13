import { type BinaryMask } from './binary-mask.js';
import { type Rectangle } from '../picture/rectangle.js';

/**
 * A convex region of a picture, row by row: row `top + k` holds columns `left[k]` to `right[k]`, both inclusive.
 * Empty rows (left > right) stand only where a rectangle cut the shape.
 */
export interface SectorShape {
  readonly top: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export const wholePicture = ({ height, width }: { height: number; width: number }): SectorShape => ({
  top: 0,
  left: new Int32Array(height),
  right: new Int32Array(height).fill(width - 1),
});

interface Point {
  readonly row: number;
  readonly x: number;
}

/** The lower convex envelope of points sorted by row (Andrew's monotone chain), read off at every row between them. */
const lowerEnvelope = (points: readonly Point[]): number[] => {
  const chain: Point[] = [];
  for (const point of points) {
    for (let a = chain.at(-2), b = chain.at(-1); a && b; a = chain.at(-2), b = chain.at(-1)) {
      if ((b.x - a.x) * (point.row - a.row) < (point.x - a.x) * (b.row - a.row)) break;
      chain.pop();
    }
    chain.push(point);
  }
  return chain.flatMap((from, k) => {
    const to = chain[k + 1];
    if (!to) return [from.x];
    return Array.from({ length: to.row - from.row }, (_, i) => from.x + ((to.x - from.x) * i) / (to.row - from.row));
  });
};

/** The convex hull of a mask's pixels; null for an empty mask. */
export const convexHull = ({ height, width, bits }: BinaryMask): SectorShape | null => {
  const firsts: Point[] = [];
  const lasts: Point[] = [];
  for (let row = 0; row < height; row++) {
    const line = bits.subarray(row * width, (row + 1) * width);
    const first = line.indexOf(1);
    if (first < 0) continue;
    firsts.push({ row, x: first });
    lasts.push({ row, x: -line.lastIndexOf(1) });
  }
  if (firsts.length === 0) return null;
  return {
    top: (firsts[0] as Point).row,
    left: Int32Array.from(lowerEnvelope(firsts), (x) => Math.floor(x)),
    right: Int32Array.from(lowerEnvelope(lasts), (x) => Math.ceil(-x)),
  };
};

/** The part of a shape inside a rectangle. */
export const clipShape = (shape: SectorShape, { x, y, width, height }: Rectangle): SectorShape => {
  const from = Math.max(0, y - shape.top);
  const to = Math.max(from, Math.min(shape.left.length, y + height - shape.top));
  return {
    top: shape.top + from,
    left: shape.left.slice(from, to).map((one) => Math.max(one, x)),
    right: shape.right.slice(from, to).map((one) => Math.min(one, x + width - 1)),
  };
};

/** The same region on a grid that is `factor` times finer. */
export const enlargeShape = (shape: SectorShape, factor: number): SectorShape => {
  const rows = (edges: Int32Array, place: (x: number) => number) =>
    Int32Array.from({ length: edges.length * factor }, (_, k) => place(edges[Math.floor(k / factor)] as number));
  return {
    top: shape.top * factor,
    left: rows(shape.left, (x) => x * factor),
    right: rows(shape.right, (x) => (x + 1) * factor - 1),
  };
};

export const shapeArea = ({ left, right }: SectorShape): number =>
  left.reduce((sum, from, k) => sum + Math.max(0, (right[k] as number) - from + 1), 0);

export const boundingBox = ({ top, left, right }: SectorShape): Rectangle => {
  const x = left.reduce((least, one) => Math.min(least, one));
  const end = right.reduce((most, one) => Math.max(most, one));
  return { x, y: top, width: end - x + 1, height: left.length };
};
