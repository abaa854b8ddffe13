import { type GreyClip } from '@echocohort/shared';

/** Columns x to x + width - 1, rows y to y + height - 1. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a reader hands over: the whole picture, and where the file says that the ultrasound lies, when it does. */
export interface DecodedClip extends GreyClip {
  readonly region: Rectangle | null;
}
