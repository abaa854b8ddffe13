import { type ErrorCode } from '@echocohort/shared';

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
