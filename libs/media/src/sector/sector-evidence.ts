import { type FrameSource } from '../decode/frame-source.js';
import { shrinkBy } from '../picture/shrink-by.js';

/** What the frames of a clip say about each pixel [H*W], in grey levels. */
export interface SectorEvidence {
  /** Pixels of the clip on each side of one of these. */
  readonly scale: number;
  readonly height: number;
  readonly width: number;
  readonly mean: Float32Array;
  /** Standard deviation over time; 0 for a single frame. */
  readonly deviation: Float32Array;
  readonly peak: Uint8Array;
  /** The level of the empty screen, and how much it flickers. */
  readonly background: number;
  readonly noise: number;
}

/** Enough to see what moves; more frames change nothing but the time. */
const framesLooked = 64;

const spreadFrames = (frames: number): number[] => {
  const count = Math.min(frames, framesLooked);
  return Array.from({ length: count }, (_, k) => Math.floor((k * frames) / count));
};

/** The commonest dark level, when enough of the picture has it; some recorders write the empty screen as 16, not 0. */
const backgroundOf = (mean: Float32Array): number => {
  const counts = new Uint32Array(256);
  for (const level of mean) counts[(level + 0.5) | 0] = (counts[(level + 0.5) | 0] as number) + 1;
  const dark = [...counts.subarray(0, 48)];
  const commonest = dark.indexOf(Math.max(...dark));
  return (counts[commonest] ?? 0) >= 0.05 * mean.length ? commonest : 0;
};

/** Median deviation of the pixels at the background's level. */
const noiseOf = (mean: Float32Array, deviation: Float32Array, background: number): number => {
  const around = new Float32Array(mean.length);
  let count = 0;
  for (let i = 0; i < mean.length; i++)
    if (((mean[i] as number) - background) ** 2 <= 1) around[count++] = deviation[i] as number;
  return around.subarray(0, count).sort()[count >> 1] ?? 0;
};

/** A longer side is looked at on a coarser grid: no device has a larger screen, and memory goes with the square of it. */
const sideMaxPx = 2048;

/** Looks through up to 64 frames, spread over the clip. */
export const gatherEvidence = async (clip: FrameSource): Promise<SectorEvidence> => {
  const scale = Math.ceil(Math.max(clip.height, clip.width) / sideMaxPx);
  const [height, width] = [Math.floor(clip.height / scale), Math.floor(clip.width / scale)];
  const size = height * width;
  const mean = new Float32Array(size);
  /** Sums of squares first. */
  const deviation = new Float32Array(size);
  const peak = new Uint8Array(size);
  const looked = spreadFrames(clip.frames);
  for (const [k, index] of looked.entries()) {
    const frame = shrinkBy(await clip.frame(index), clip, scale);
    for (let i = 0; i < size; i++) {
      const level = frame[i] as number;
      const step = level - (mean[i] as number); // Welford's update: exact for pixels that never change
      mean[i] = (mean[i] as number) + step / (k + 1);
      deviation[i] = (deviation[i] as number) + step * (level - (mean[i] as number));
      if (level > (peak[i] as number)) peak[i] = level;
    }
  }
  for (let i = 0; i < size; i++) deviation[i] = ((deviation[i] as number) / looked.length) ** 0.5;
  const background = backgroundOf(mean);
  return { scale, height, width, mean, deviation, peak, background, noise: noiseOf(mean, deviation, background) };
};
