import { type ReplyMessage, type WireError } from '@echocohort/shared';
import { type Bundle } from '../bundle/bundle.js';
import { type SampleReading, type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { type Difference, type FramesReading, type Sampler, type SamplerOptions } from '../sampler.js';
import { type ClipBytes } from './clip-slots.js';

/**
 * What a process asks of its inference process. Frames and outlines of results do not travel here but in a slot, see
 * clip-slots.ts.
 */
export type SamplerOrder =
  | {
      readonly op: 'start';
      readonly bundle: Bundle;
      readonly options: SamplerOptions;
      readonly slots: readonly string[];
    }
  | { readonly op: 'generate'; readonly batch: readonly SampleRequest[]; readonly slot: number }
  | { readonly op: 'read'; readonly frames: readonly Uint8Array[] }
  | { readonly op: 'prove' }
  /** Is not answered: the process ends. */
  | { readonly op: 'close' };

/** A result whose outlines and frames stand in the slot, behind those of the results before it. */
export interface WireResult {
  readonly bytes: ClipBytes;
  readonly rest: Omit<SampleResult, 'frames' | 'release' | 'reading'>;
  readonly reading: Omit<SampleReading, 'outlines'> | null;
}
export type WireSettled = { readonly value: WireResult } | { readonly error: WireError };

export interface Answers {
  readonly start: null;
  readonly generate: readonly WireSettled[];
  readonly read: FramesReading | null;
  readonly prove: null;
}

/** How the sampler stands, told with every answer. */
export interface SamplerState extends Pick<Sampler, 'device' | 'determinism' | 'batchSize' | 'batchesInFlight'> {
  readonly difference: Difference;
  readonly busySeconds: number;
}

export type SamplerReply = ReplyMessage<Answers[keyof Answers]> & { readonly state: SamplerState | null };
