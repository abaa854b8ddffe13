import { type ClipId, type ErrorCode, type ItemsRef } from '@echocohort/shared';

/** What went wrong with a run or a sample, as it is stored and shown: never a stack, never a path. */
export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A rectangle of a frame, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The ultrasound sector in the uploaded frames: a box in px and the share of it that moves or is lit. */
export interface Sector extends Box {
  readonly coverage: number;
}

/** pending: asked for. done: read, and its contact sheet is drawn. failed: given up. The reading may be there before the end. */
export type ReadingStatus = 'pending' | 'done' | 'failed';

/** What its owner calls a clip or a run by. */
export type Labels = Readonly<Record<string, string>>;

/** What a cohort was asked to be made of, and is not. */
export interface LeftOut {
  /** Sources that cannot be used. */
  readonly sources: number;
  /** The first of them, and why. */
  readonly examples: readonly { readonly clipId: ClipId; readonly reason: string }[];
  /** Targets of sources, or EFs of others, that no sample may have. */
  readonly targets: number;
  /** Of an upload: items whose source cannot be used. */
  readonly items?: number;
}

/** How many samples ask for an EF of each bin, percent; `counted` of them were looked at. */
export interface TargetHistogram {
  readonly counted: number;
  readonly bins: readonly { readonly min: number; readonly max: number; readonly samples: number }[];
}

/** What is shown of a cohort without looking at its sources, which may be many. */
export interface CohortSummary {
  readonly sources: number;
  /** Samples of one replicate. */
  readonly arms: number;
  /** Sources of each split. */
  readonly splits: Readonly<Record<string, number>>;
  readonly leftOut: LeftOut;
  /** Of a cohort that was uploaded, as its spec has them. */
  readonly items?: ItemsRef;
  /** Of such a cohort: they were counted as they came, and a plan that tells them is not there. */
  readonly targets?: TargetHistogram;
}
