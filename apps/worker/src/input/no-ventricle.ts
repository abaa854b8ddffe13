import { type SampleReading } from '@echocohort/sampler';
import { fieldError, gateRefusal, type BundleManifest, type EchoError } from '@echocohort/shared';
import { type SampleInput } from './sample-input.js';

type Observed = Pick<SampleInput, 'positions' | 'observedFrames' | 'anchor'>;

/** The observed frame as its user knows it: by its place in the request and in the clip. */
const nameOf = ({ observedFrames, anchor }: Observed, k: number): readonly [field: string, frame: string] =>
  anchor === null
    ? [`observedFrames[${k}]`, `frame ${observedFrames[k] ?? '?'} of the clip`]
    : ['model', `its anchor frame ${anchor}`];

/**
 * Why nothing that is read of a sample may be believed: no ventricle is seen in one of its observed frames. Null when each
 * of them shows one. The observed frames are the same in each attempt, so trying again cannot help.
 * @returns EchoError `no-ventricle` that names the first such frame and what was seen
 */
export const noVentricle = (
  { lvArea, auditArea, agreement }: SampleReading,
  observed: Observed,
  { frame, gate }: Pick<BundleManifest, 'frame' | 'gate'>,
): EchoError | null => {
  if (gate === undefined) return null;
  for (const [k, position] of observed.positions.entries()) {
    const seen = {
      lvArea: lvArea[position] as number,
      auditArea: auditArea[position] as number,
      agreement: agreement[k] as number,
    };
    const refusal = gateRefusal(seen, frame.height * frame.width, gate);
    if (refusal === null) continue;
    const [field, name] = nameOf(observed, k);
    return fieldError('no-ventricle', field, `${name} cannot be used: ${refusal}`);
  }
  return null;
};
