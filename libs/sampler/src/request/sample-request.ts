import { type BundleManifest, fieldError } from '@echocohort/shared';
import { type AnchorPhase } from './anchor-phase.js';
import { checkAddress } from './philox.js';

/** One attempt at one sample. Its result is a function of this and the bundle alone. */
export interface SampleRequest {
  readonly seed: number;
  /** Of the noise: a sample's own, or that of the twins that it shall differ from by its EF alone. */
  readonly index: number;
  readonly attempt: number;
  /** EF to ask the network for, percent; not always the target, see `steerEf`. */
  readonly requestedEfPercent: number;
  /** L, 2..maxFrames of the bundle. */
  readonly frames: number;
  /** Observed frames at the bundle's size, uint8 [H,W] each, 1..maxReferences. */
  readonly references: readonly Uint8Array[];
  /** Output position of each reference, ascending, below `frames`. */
  readonly positions: readonly number[];
  /** What is known of the phase of one observed frame; null draws the beat from the prior alone. */
  readonly anchorPhase: AnchorPhase | null;
}

/** The EF of a made clip by the bundle's two readers, and what it follows from. Areas in px^2, lengths in px, both [L]. */
export interface SampleReading {
  readonly lvArea: Float32Array;
  readonly lvLength: Float32Array;
  readonly auditArea: Float32Array;
  readonly auditLength: Float32Array;
  /** The ventricle in each frame: closed polygons, x and y in px [L,P,2]. */
  readonly outlines: Float32Array;
  /** P. */
  readonly outlinePoints: number;
  /** How far the two readers agree on each observed frame, 0..1 [K]. */
  readonly agreement: Float32Array;
  /** Single-plane area-length EF, percent; null when there is no ventricle to speak of. */
  readonly measuredEfPercent: number | null;
  /** The same by the reader that took no part in training or selection. */
  readonly auditEfPercent: number | null;
}

export interface SampleResult {
  /** uint8 [L,H,W]: with `release` in shared memory of their own, else a view into the batch's memory. */
  readonly frames: Uint8Array;
  /** Gives the memory of frames and outlines back to be filled anew, once nobody looks at them any more. */
  readonly release?: () => void;
  /** V/V_ED that was asked for, a frame [L]; empty when the graph keeps its own timing to itself. */
  readonly volumeCurve: Float32Array;
  /** Null when the bundle's graph does not measure. */
  readonly reading: SampleReading | null;
}

const refuse = (field: string, expected: string): never => {
  throw fieldError('invalid-request', field, `expected ${expected}`);
};

/**
 * Holds a request against the bundle's bounds, before any memory is taken for it.
 * @throws EchoError `invalid-request` naming the field
 */
export const checkRequest = (manifest: BundleManifest, request: SampleRequest): void => {
  checkAddress(request);
  const { frames, references, positions, requestedEfPercent, anchorPhase } = request;
  const { maxFrames, maxReferences, frame } = manifest;
  const pixels = frame.height * frame.width;
  if (!Number.isInteger(frames) || frames < 2 || frames > maxFrames) refuse('frames', `2..${maxFrames}, got ${frames}`);
  if (!(requestedEfPercent > 0 && requestedEfPercent < 100))
    refuse('requestedEfPercent', `a percentage between 0 and 100, got ${requestedEfPercent}`);
  if (references.length < 1 || references.length > maxReferences)
    refuse('references', `1..${maxReferences} frames, got ${references.length}`);
  references.forEach((reference, k) => {
    if (reference.length !== pixels) refuse(`references[${k}]`, `${pixels} bytes, got ${reference.length}`);
  });
  if (positions.length !== references.length)
    refuse('positions', `one for each of the ${references.length} references`);
  positions.forEach((position, k) => {
    if (!Number.isInteger(position) || position < 0 || position >= frames || position <= (positions[k - 1] ?? -1))
      refuse(`positions[${k}]`, `ascending integers 0..${frames - 1}, got ${position}`);
  });
  if (anchorPhase !== null && !(anchorPhase.position >= 0 && anchorPhase.position < frames))
    refuse('anchorPhase.position', `0..${frames - 1}, got ${anchorPhase.position}`);
};
