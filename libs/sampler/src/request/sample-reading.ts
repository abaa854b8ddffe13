import { type BundleManifest, areaLengthEfPercent } from '@echocohort/shared';
import { type SampleReading, type SampleRequest, type SampleResult } from './sample-request.js';
import { type Sampler } from '../sampler.js';

/** A reading with the EFs that follow from its curves. */
export const withEfs = (curves: Omit<SampleReading, 'measuredEfPercent' | 'auditEfPercent'>): SampleReading => ({
  ...curves,
  measuredEfPercent: areaLengthEfPercent(curves.lvArea, curves.lvLength),
  auditEfPercent: areaLengthEfPercent(curves.auditArea, curves.auditLength),
});

/** Frames uint8 [L,H,W] one by one, as views. */
export const singleFrames = (clip: Uint8Array, { height, width }: BundleManifest['frame']): Uint8Array[] => {
  const size = height * width;
  return Array.from({ length: clip.length / size }, (_, t) => clip.subarray(t * size, (t + 1) * size));
};

/**
 * The result with a reading of its made frames, where the bundle re-reads and its graph has not done so; else as it is. What
 * the readers agree on is then the made picture of each observed frame.
 * @throws EchoError as `read` does
 */
export const reread = async (
  { efMethod, frame }: Pick<BundleManifest, 'efMethod' | 'frame'>,
  sampler: Pick<Sampler, 'read'>,
  { positions }: Pick<SampleRequest, 'positions'>,
  result: SampleResult,
): Promise<SampleResult> => {
  if (efMethod !== 're-read' || result.reading !== null) return result;
  const read = await sampler.read(singleFrames(result.frames, frame));
  if (read === null) return result;
  const agreement = Float32Array.from(positions, (position) => read.agreement[position] as number);
  return { ...result, reading: withEfs({ ...read, agreement }) };
};
