import { singleFrames, type Bundle } from '@echocohort/sampler';
import { areaLengthEfPercent, philox4x32 } from '@echocohort/shared';
import { type SampleMaker } from './device.js';

/** A stream of its own beside those that samples are made of. */
const shareStream = 4;

/** Whether the made frames of this sample are read anew: a share of all, the same ones whoever asks. */
export const isInShare = ({ seed, index }: { seed: number; index: number }, share: number): boolean => {
  const [word] = philox4x32([seed, shareStream], [0, 0, index >>> 0, Math.floor(index / 2 ** 32)]);
  return (word as number) / 2 ** 32 < share;
};

/**
 * The EF that a made clip shows: its frames read anew, one by one, by the reader that took no part in training or selection.
 * Says what the pictures look like; accepts nothing.
 * @param frames uint8 [L,H,W]
 */
export const shownEfPercent = async (
  device: Pick<SampleMaker, 'read'>,
  frames: Uint8Array,
  { manifest }: Pick<Bundle, 'manifest'>,
): Promise<number | null> => {
  const read = await device.read(singleFrames(frames, manifest.frame));
  return read && areaLengthEfPercent(read.auditArea, read.auditLength);
};
