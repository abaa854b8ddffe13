import { philox4x32 } from '@echocohort/sampler';
import { areaLengthEfPercent } from '@echocohort/shared';
import { type SampleMaker } from './device.js';

/** A stream of its own beside those that samples are made of. */
const auditStream = 4;

/** Whether the audit looks at this sample: a share of all, the same ones whoever asks. */
export const isAudited = ({ seed, index }: { seed: number; index: number }, share: number): boolean => {
  const [word] = philox4x32([seed, auditStream], [0, 0, index >>> 0, Math.floor(index / 2 ** 32)]);
  return (word as number) / 2 ** 32 < share;
};

/**
 * EF of a finished clip by the measurer that took no part in accepting it.
 * @param frames uint8 [L,H,W]
 * @param frameBytes H times W
 */
export const auditEfPercent = async (
  device: Pick<SampleMaker, 'audit'>,
  frames: Uint8Array,
  frameBytes: number,
): Promise<number | null> => {
  const single = Array.from({ length: frames.length / frameBytes }, (_, t) =>
    frames.subarray(t * frameBytes, (t + 1) * frameBytes),
  );
  const measured = await device.audit(single);
  return measured && areaLengthEfPercent(measured.lvArea, measured.lvLength);
};
