/**
 * BT.601 luma of interleaved 8-bit RGB, as ultrasound devices and JPEG use it: Y = 0.299 R + 0.587 G + 0.114 B.
 * In fixed point, so that grey (R = G = B) comes through exactly and every machine rounds alike.
 */
export const luma = (red: number, green: number, blue: number): number =>
  (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16;

/** Grey of interleaved pixels with 1 or 3 channels, written to `out` [H*W]. */
export const interleavedToGrey = (pixels: Uint8Array, channels: number, out: Uint8Array): void => {
  if (channels === 1) {
    out.set(pixels.subarray(0, out.length));
    return;
  }
  for (let i = 0, p = 0; i < out.length; i++, p += channels)
    out[i] = luma(pixels[p] as number, pixels[p + 1] as number, pixels[p + 2] as number);
};
