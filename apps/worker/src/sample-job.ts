import { type SampleSpec, type TicketPayload } from '@echocohort/shared';
import { type ServedBundle } from './inference/served-bundle.js';
import { type SampleInput } from './input/sample-input.js';
import { type MadeSample } from './inference/make-within-tolerance.js';

/** One sample of a ticket, on its way through the pipeline. */
export interface SampleJob {
  readonly ticket: TicketPayload;
  readonly sample: SampleSpec;
  readonly served: ServedBundle;
  /** Aborts when the ticket is lost: a sample that is in no batch yet is given up. */
  readonly signal: AbortSignal;
  /** Called once the sample stands in the collector, or never will. */
  readonly arrived: () => void;
}

/** A sample whose frames are made: what is left is to write it down. */
export interface FinishedSample extends SampleJob {
  readonly input: SampleInput;
  readonly made: MadeSample;
  /** What the made frames show, read anew; null when this sample is not in the share that is looked at. */
  readonly shownEfPercent: number | null;
}
