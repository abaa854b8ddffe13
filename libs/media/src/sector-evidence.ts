import { setImmediate as nextTurn } from 'node:timers/promises';
import { frameOf, type GreyClip } from '@echocohort/shared';

/** What the frames of a clip say about each pixel [H*W], in grey levels. */
export interface SectorEvidence {
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
  const around = deviation.filter((_, i) => ((mean[i] as number) - background) ** 2 <= 1).sort();
  return around[around.length >> 1] ?? 0;
};

/** Looks through up to 64 frames, spread over the clip; gives way to other work between frames. */
export const gatherEvidence = async (clip: GreyClip): Promise<SectorEvidence> => {
  const { height, width } = clip;
  const size = height * width;
  const mean = new Float32Array(size);
  const squares = new Float32Array(size);
  const peak = new Uint8Array(size);
  const looked = spreadFrames(clip.frames);
  for (const [k, index] of looked.entries()) {
    const frame = frameOf(clip, index);
    for (let i = 0; i < size; i++) {
      const level = frame[i] as number;
      const step = level - (mean[i] as number); // Welford's update: exact for pixels that never change
      mean[i] = (mean[i] as number) + step / (k + 1);
      squares[i] = (squares[i] as number) + step * (level - (mean[i] as number));
      if (level > (peak[i] as number)) peak[i] = level;
    }
    await nextTurn();
  }
  const deviation = squares.map((sum) => (sum / looked.length) ** 0.5);
  const background = backgroundOf(mean);
  return { height, width, mean, deviation, peak, background, noise: noiseOf(mean, deviation, background) };
};
