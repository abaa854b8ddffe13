export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

export type Resampling = 'area' | 'nearest';

/** For each output sample of an axis: where its source samples begin, and their weights (sum 1). */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Shrinking: the mean over the source interval that an output pixel covers, partly covered pixels in part. */
const areaTaps = (from: number, to: number, at: number): Taps => {
  const begin = (at * from) / to;
  const end = ((at + 1) * from) / to;
  const first = Math.floor(begin);
  const last = Math.min(from, Math.ceil(end - 1e-9));
  const weights = Array.from({ length: last - first }, (_, k) => {
    const covered = Math.min(end, first + k + 1) - Math.max(begin, first + k);
    return (covered * to) / from;
  });
  return { first, weights };
};

/** Enlarging: linear between the two nearest pixel centres, edge pixels repeated. */
const linearTaps = (from: number, to: number, at: number): Taps => {
  const position = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
  const first = Math.floor(position);
  const share = position - first;
  return { first, weights: share === 0 ? [1] : [1 - share, share] };
};

const nearestTaps = (from: number, to: number, at: number): Taps => ({
  first: Math.min(from - 1, Math.floor(((at + 0.5) * from) / to)),
  weights: [1],
});

const tapsOf = (from: number, to: number, how: Resampling): Taps[] => {
  const one = how === 'nearest' ? nearestTaps : to < from ? areaTaps : linearTaps;
  return Array.from({ length: to }, (_, at) => one(from, to, at));
};

/**
 * One grey picture [H*W] at another size, uint8 [size.height * size.width]. `area` averages when it shrinks and is
 * linear when it enlarges, each axis for itself; computed in double, so every machine gives the same bytes.
 */
export const resample = (
  pixels: Uint8Array,
  from: PictureSize,
  size: PictureSize,
  how: Resampling = 'area',
): Uint8Array => {
  if (from.height === size.height && from.width === size.width) return pixels.slice(0, from.height * from.width);
  const columns = tapsOf(from.width, size.width, how);
  const across = new Float64Array(from.height * size.width); // [from.height, size.width]
  for (let y = 0; y < from.height; y++)
    for (let x = 0; x < size.width; x++) {
      const { first, weights } = columns[x] as Taps;
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += (weights[k] as number) * (pixels[y * from.width + first + k] as number);
      across[y * size.width + x] = sum;
    }
  const out = new Uint8Array(size.height * size.width);
  for (const [y, { first, weights }] of tapsOf(from.height, size.height, how).entries())
    for (let x = 0; x < size.width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += (weights[k] as number) * (across[(first + k) * size.width + x] as number);
      out[y * size.width + x] = sum + 0.5; // stored without its fraction: rounded
    }
  return out;
};
