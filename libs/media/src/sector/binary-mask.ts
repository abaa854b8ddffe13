/** A yes or no for each pixel, row-major [H*W], 0 or 1. */
export interface BinaryMask {
  readonly height: number;
  readonly width: number;
  readonly bits: Uint8Array;
}

/** A mask of `like`'s size from a test of each pixel index. */
export const maskWhere = (like: { height: number; width: number }, test: (index: number) => boolean): BinaryMask => {
  const bits = new Uint8Array(like.height * like.width);
  for (let i = 0; i < bits.length; i++) bits[i] = test(i) ? 1 : 0;
  return { height: like.height, width: like.width, bits };
};

export const areaOf = ({ bits }: BinaryMask): number => {
  let area = 0;
  for (const bit of bits) area += bit;
  return area;
};

/**
 * Along lines of `length` pixels `step` apart: 1 where at least `needed` pixels of the window of 2 r + 1 are set.
 * Beyond the edges the picture goes on as its edge pixels, so that a sector may end there.
 */
const windowed = (source: Uint8Array, target: Uint8Array, lines: Lines, radius: number, isErosion: boolean): void => {
  const { count, length, lineStep, step } = lines;
  for (let line = 0; line < count; line++) {
    const base = line * lineStep;
    const at = (i: number) => source[base + (i < 0 ? 0 : i < length ? i : length - 1) * step] as number;
    let sum = 0;
    for (let i = -radius; i < radius; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      sum += at(i + radius);
      target[base + i * step] = (isErosion ? sum === 2 * radius + 1 : sum > 0) ? 1 : 0;
      sum -= at(i - radius);
    }
  }
};

interface Lines {
  readonly count: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
}

const morph = ({ height, width, bits }: BinaryMask, radius: number, isErosion: boolean): BinaryMask => {
  const across = new Uint8Array(bits.length);
  const out = new Uint8Array(bits.length);
  windowed(bits, across, { count: height, length: width, lineStep: width, step: 1 }, radius, isErosion);
  windowed(across, out, { count: width, length: height, lineStep: 1, step: width }, radius, isErosion);
  return { height, width, bits: out };
};

/** Dilation by a square of 2 r + 1. */
export const dilate = (mask: BinaryMask, radius: number): BinaryMask => morph(mask, radius, false);
const erode = (mask: BinaryMask, radius: number): BinaryMask => morph(mask, radius, true);

/** Fills gaps narrower than 2 r + 1. */
export const close = (mask: BinaryMask, radius: number): BinaryMask => erode(dilate(mask, radius), radius);
/** Removes what is thinner than 2 r + 1: strokes of letters, traces, rulers. */
export const open = (mask: BinaryMask, radius: number): BinaryMask => dilate(erode(mask, radius), radius);

/** Labels all set pixels that are connected to `start`. `stack` has room for every pixel of the mask: each is visited once. */
const floodFrom = (
  start: number,
  { height, width, bits }: BinaryMask,
  { labels, stack }: Flood,
  label: number,
): number => {
  let [area, depth] = [0, 1];
  stack[0] = start;
  labels[start] = label;
  const visit = (next: number) => {
    if (bits[next] !== 1 || labels[next] !== 0) return;
    labels[next] = label;
    stack[depth++] = next;
  };
  while (depth > 0) {
    const at = stack[--depth] as number;
    area++;
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < (height - 1) * width) visit(at + width);
  }
  return area;
};

interface Flood {
  readonly labels: Int32Array;
  readonly stack: Int32Array;
}

const floodOf = ({ bits }: BinaryMask): Flood => ({
  labels: new Int32Array(bits.length),
  stack: new Int32Array(bits.length),
});

/** The largest 4-connected component; an empty mask stays empty. */
export const largestComponent = (mask: BinaryMask): BinaryMask => {
  const flood = floodOf(mask);
  const { labels } = flood;
  let largest = { label: -1, area: 0 };
  let label = 0;
  for (let i = 0; i < labels.length; i++) {
    if (mask.bits[i] !== 1 || labels[i] !== 0) continue;
    const area = floodFrom(i, mask, flood, ++label);
    if (area > largest.area) largest = { label, area };
  }
  return maskWhere(mask, (i) => labels[i] === largest.label);
};

/** The components of `mask` that share at least a pixel with `seed`. */
export const componentsTouching = (mask: BinaryMask, seed: BinaryMask): BinaryMask => {
  const flood = floodOf(mask);
  const { labels } = flood;
  for (let i = 0; i < labels.length; i++)
    if (seed.bits[i] === 1 && mask.bits[i] === 1 && labels[i] === 0) floodFrom(i, mask, flood, 1);
  return maskWhere(mask, (i) => labels[i] === 1);
};

export const both = (a: BinaryMask, b: BinaryMask): BinaryMask =>
  maskWhere(a, (i) => a.bits[i] === 1 && b.bits[i] === 1);

export const either = (a: BinaryMask, b: BinaryMask): BinaryMask =>
  maskWhere(a, (i) => a.bits[i] === 1 || b.bits[i] === 1);
