import { type ErrorCode, type GreyClip } from '@echocohort/shared';
import { type ContactSheetOptions } from '../picture/contact-sheet.js';

/** A clip, and what its contact sheet says. */
export interface ClipOrder {
  readonly clip: GreyClip;
  readonly sheet: ContactSheetOptions;
}

export interface ClipFiles {
  /** MP4 */
  readonly video: Uint8Array;
  /** PNG */
  readonly sheet: Uint8Array;
}

/** What a thread answers: an error's class does not survive the way back. */
export type EncodeReply =
  { readonly files: readonly ClipFiles[] } | { readonly code: ErrorCode; readonly message: string };
