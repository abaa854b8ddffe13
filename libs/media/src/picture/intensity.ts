import { type BundleManifest } from '@echocohort/shared';

/** Grey levels, pooled over frames, of the pixels that are not black in every frame: black bars and screen do not count. */
const sectorHistogram = (frames: readonly Uint8Array[]): Uint32Array => {
  const size = frames[0]?.length ?? 0;
  const seen = new Uint8Array(size);
  for (const frame of frames) for (let i = 0; i < size; i++) seen[i] = (seen[i] as number) | (frame[i] as number);
  const counts = new Uint32Array(256);
  for (const frame of frames)
    for (let i = 0; i < size; i++)
      if (seen[i] !== 0) counts[frame[i] as number] = (counts[frame[i] as number] ?? 0) + 1;
  return counts;
};

const percentile = (counts: Uint32Array, share: number): number => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let level = 0; level < counts.length; level++) {
    below += counts[level] as number;
    if (below >= share * total) return level;
  }
  return 0;
};

/**
 * The factor that brings a dark source's 99th percentile in the sector up to the training data's, 1 to
 * `intensity.maxGain`; a bright source keeps 1. `frames` are uint8 [H*W] each, all of one clip.
 */
export const intensityGain = (
  frames: readonly Uint8Array[],
  intensity: BundleManifest['frame']['intensity'],
): number => {
  const p99 = percentile(sectorHistogram(frames), 0.99);
  return p99 === 0 ? 1 : Math.min(intensity.maxGain, Math.max(1, intensity.p99 / p99));
};

/** Grey levels times `gain`, rounded, at most 255; a gain of 1 gives the same bytes. */
export const applyGain = (frame: Uint8Array, gain: number): Uint8Array =>
  frame.map((level) => Math.min(255, Math.round(level * gain)));
