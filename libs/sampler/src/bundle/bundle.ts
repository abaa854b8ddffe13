import { type BundleManifest, EchoError } from '@echocohort/shared';

/** A model bundle whose files were all there and as promised when it was opened. */
export interface Bundle {
  readonly manifest: BundleManifest;
  readonly dir: string;
  /** SHA-256 of bundle.json's bytes, lower-case hex. It names every file's hash, so it stands for the whole bundle. */
  readonly fingerprint: string;
  /** Byte of the anchor file at which its first frame begins; null when the bundle brings none. */
  readonly anchorOffset: number | null;
}

/** EchoError `bundle-invalid` about one file of a bundle: what was expected of it, and what it is. */
export const bundleError = (file: string, expected: string, cause?: unknown): EchoError =>
  new EchoError('bundle-invalid', `${file}: ${expected}`, { issues: [{ field: file, expected }], cause });
