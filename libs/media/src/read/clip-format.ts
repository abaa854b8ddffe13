import { type ByteFile } from '../decode/byte-file.js';
import { unreadable, unsupported } from './read-failure.js';

/** The kinds of file that a clip can come in. `mp4` stands for QuickTime (.mov) too. */
export const clipFormats = ['dicom', 'avi', 'mp4', 'gif', 'png', 'npy'] as const;
export type ClipFormat = (typeof clipFormats)[number];

interface Mark {
  readonly at: number;
  readonly text: string;
}

const mark = (at: number, text: string): Mark => ({ at, text });

/** Every mark of a line must be there. QuickTime files without `ftyp` open with one of their other atoms. */
const signatures: readonly (readonly [ClipFormat, ...Mark[]])[] = [
  ['dicom', mark(128, 'DICM')],
  ['avi', mark(0, 'RIFF'), mark(8, 'AVI ')],
  ['mp4', mark(4, 'ftyp')],
  ['mp4', mark(4, 'moov')],
  ['mp4', mark(4, 'mdat')],
  ['mp4', mark(4, 'wide')],
  ['gif', mark(0, 'GIF87a')],
  ['gif', mark(0, 'GIF89a')],
  ['png', mark(0, '\x89PNG\r\n\x1a\n')],
  ['npy', mark(0, '\x93NUMPY')],
];

/** The format that the first bytes of a file (132 are enough) show, whatever its name says; null for none of them. */
export const formatOfBytes = (head: Uint8Array): ClipFormat | null => {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return signatures.find(([, ...marks]) => marks.every((one) => text.startsWith(one.text, one.at)))?.[0] ?? null;
};

/** The extension of a file's name, for messages: the name itself may be a patient's. Empty when it has none that is plain. */
export const extensionOf = (name: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';

/**
 * The format of a file, by its content.
 * @param extension of its name, for the message
 * @throws EchoError `unreadable-clip` for an empty file, `unsupported-media` for content of another kind
 */
export const detectFormat = (file: ByteFile, extension: string): ClipFormat => {
  const head = file.read(0, 132);
  if (head.length === 0) throw unreadable('expected a clip, the file is empty');
  const format = formatOfBytes(head);
  if (format) return format;
  throw unsupported(
    'expected the content of a DICOM (with its 128-byte preamble), AVI, MP4, MOV, GIF, PNG or NPY file, ' +
      `found none of them, whatever ${extension || 'its name'} says`,
  );
};
