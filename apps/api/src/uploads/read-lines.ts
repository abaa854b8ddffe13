import { type FileHandle } from 'node:fs/promises';
import { chunksOf } from './file-chunks.js';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Where it begins in its file. */
  readonly offset: number;
  /** Without its end; null of a line that is too long. */
  readonly bytes: Buffer | null;
}

/** So much of a file is looked at before others have their turn. */
const batchBytes = 16 * 1024;
const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The lines of a file, in batches, in the same memory for any file: what is longer than `lineMaxBytes` is passed over and told as
 * null. The end of the last line may be left out.
 */
export async function* readLines(file: FileHandle, lineMaxBytes: number): AsyncGenerator<Line[]> {
  let [number, offset, position] = [1, 0, 0];
  /** The beginning of a line whose end is still to come; null when that is too long already. */
  let begun: Buffer | null = Buffer.alloc(0);
  const line = (rest: Buffer): Line => {
    const bytes: Buffer | null = begun?.length === 0 ? rest : begun && Buffer.concat([begun, rest]);
    return { number, offset, bytes: bytes && bytes.length > lineMaxBytes ? null : bytes };
  };
  for await (const chunk of chunksOf(file, batchBytes)) {
    const lines: Line[] = [];
    let start = position === 0 && chunk.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    offset += start;
    for (let end = chunk.indexOf(newline, start); end >= 0; end = chunk.indexOf(newline, start)) {
      lines.push(line(chunk.subarray(start, end)));
      begun = Buffer.alloc(0);
      start = end + 1;
      number += 1;
      offset = position + start;
    }
    const { bytes } = line(chunk.subarray(start));
    begun = bytes;
    position += chunk.length;
    if (lines.length > 0) yield lines;
  }
  if (position > offset) yield [{ number, offset, bytes: begun }];
}
