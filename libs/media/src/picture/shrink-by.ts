import { type PictureSize } from './resample.js';

/**
 * A grey picture [H*W] on a grid that is `factor` times coarser, each pixel the mean of the square that it covers; rows and
 * columns that fill no square are left out.
 */
export const shrinkBy = (pixels: Uint8Array, size: PictureSize, factor: number): Uint8Array => {
  if (factor === 1) return pixels;
  const [height, width] = [Math.floor(size.height / factor), Math.floor(size.width / factor)];
  const out = new Uint8Array(height * width);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = y * factor; row < (y + 1) * factor; row++)
      for (let x = 0, from = row * size.width; x < width; x++)
        for (let k = 0; k < factor; k++) sums[x] = (sums[x] as number) + (pixels[from++] as number);
    for (let x = 0; x < width; x++) out[y * width + x] = Math.round((sums[x] as number) / factor ** 2);
  }
  return out;
};
