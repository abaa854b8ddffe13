/** What an upload's multipart form is made of: one file, and texts beside it that may be left out. */
export interface UploadForm {
  readonly file: string;
  readonly fields: readonly string[];
}

/** Bytes that a multipart form may add to its file. */
export const formOverheadBytes = 64 * 1024;

/** Of one text of a form. */
export const fieldMaxBytes = 32 * 1024;
