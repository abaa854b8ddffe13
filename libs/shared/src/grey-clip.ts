/**
 * A grey video in memory: uint8 [frames, height, width], row-major, one byte a pixel.
 * `framesPerSecond` is null when its file did not say.
 */
export interface GreyClip {
  readonly pixels: Uint8Array;
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly framesPerSecond: number | null;
}

/** Frame `index` of a clip, as a view. */
export const frameOf = (clip: GreyClip, index: number): Uint8Array => {
  const size = clip.height * clip.width;
  return clip.pixels.subarray(index * size, (index + 1) * size);
};
