import { type GreyClip, type UnprintedRecord, type WireError } from '@echocohort/shared';
import { type ContactSheetOptions } from '../picture/contact-sheet.js';

/** A clip, and what its contact sheet says. */
export interface SheetOrder {
  readonly clip: GreyClip;
  readonly sheet: ContactSheetOptions;
}

/** A clip whose files are all to be made. */
export interface ClipOrder extends SheetOrder {
  readonly record: UnprintedRecord;
}

export interface ClipFiles {
  /** MP4 */
  readonly video: Uint8Array;
  /** PNG */
  readonly sheet: Uint8Array;
  /** JSON */
  readonly record: Uint8Array;
}

/** What a thread answers: an error's class does not survive the way back. */
export type EncodeReply = { readonly files: readonly ClipFiles[] } | { readonly error: WireError };
