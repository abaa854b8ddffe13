import { type Element } from 'dicom-parser';
import { type ByteFile } from '../decode/byte-file.js';
import { unreadable } from '../read/read-failure.js';

/** Bytes of one stored frame. */
export type StoredFrame = (index: number) => Uint8Array;

interface Span {
  readonly position: number;
  readonly length: number;
}

/** A fragment, and where its item begins counted from the first one's, as the basic offset table counts. */
interface Fragment extends Span {
  readonly offset: number;
}

const itemTag = 0xfffee000;
const delimiterTag = 0xfffee0dd;
const headBytes = 8;
/** Frames of 1024 x 768 in fragments of 16 kB have half as many. */
const fragmentsMax = 65_536;

const itemAt = (file: ByteFile, position: number): { tag: number } & Span => {
  const head = file.read(position, headBytes);
  if (head.length < headBytes) throw unreadable('the DICOM is cut off or damaged among its compressed frames');
  const tag = head.readUInt16LE(0) * 0x10000 + head.readUInt16LE(2);
  return { tag, position: position + headBytes, length: head.readUInt32LE(4) };
};

/** The fragments behind the basic offset table. A file that ends without a delimiter is told by its number of frames. */
const fragmentsFrom = (file: ByteFile, start: number): Fragment[] => {
  const fragments: Fragment[] = [];
  const end = file.size;
  for (let at = start; at + headBytes <= end;) {
    const { tag, position, length } = itemAt(file, at);
    if (tag === delimiterTag) break;
    if (tag !== itemTag) throw unreadable('expected an item of compressed pixels, the DICOM is damaged');
    if (position + length > end) break;
    if (fragments.length === fragmentsMax)
      throw unreadable(`expected at most ${fragmentsMax} fragments of compressed pixels, the DICOM has more`);
    fragments.push({ offset: at - start, position, length });
    at = position + length;
  }
  return fragments;
};

/** Entries of the basic offset table; none when it is empty, or has another number of entries than there are frames. */
const offsetsOf = (file: ByteFile, { position, length }: Span, frames: number): number[] => {
  if (length !== 4 * frames) return [];
  const table = file.read(position, length);
  return Array.from({ length: Math.floor(table.length / 4) }, (_, k) => table.readUInt32LE(4 * k));
};

const startsJpeg = (file: ByteFile, { position, length }: Span): boolean => {
  const mark = file.read(position, Math.min(2, length));
  return mark[0] === 0xff && mark[1] === 0xd8;
};

/**
 * Which fragments begin a frame. The basic offset table says so when it is there and fits; without one a fragment a
 * frame is the rule, one frame takes all, and JPEG frames of several fragments begin where a start-of-image marker stands.
 */
const frameStarts = (
  file: ByteFile,
  fragments: readonly Fragment[],
  offsets: readonly number[],
  frames: number,
): number[] => {
  const indexOf = new Map(fragments.map(({ offset }, k) => [offset, k]));
  const byTable = offsets.map((offset) => indexOf.get(offset) ?? -1);
  const tableFits = byTable.length === frames && byTable.every((at, k) => at > (byTable[k - 1] ?? -1));
  if (tableFits) return byTable;
  if (fragments.length === frames) return fragments.map((_, k) => k);
  if (frames === 1) return fragments.length > 0 ? [0] : [];
  return fragments.flatMap((fragment, k) => (startsJpeg(file, fragment) ? [k] : []));
};

/**
 * The compressed frames of an encapsulated DICOM (PS3.5 Annex A.4), found by the heads of its fragments.
 * @param start where the basic offset table's item begins
 * @throws EchoError `unreadable-clip` when the file holds fewer frames than it says
 */
export const encapsulatedFrames = (file: ByteFile, start: number, frames: number): StoredFrame => {
  const table = itemAt(file, start);
  const fragments = fragmentsFrom(file, table.position + table.length);
  const starts = frameStarts(file, fragments, offsetsOf(file, table, frames), frames);
  if (starts.length < frames)
    throw unreadable(
      `expected ${frames} frames, the DICOM is cut off or damaged after ${Math.min(starts.length, frames)}`,
    );
  return (index) => {
    const parts = fragments.slice(starts[index], starts[index + 1] ?? fragments.length);
    return Buffer.concat(parts.map(({ position, length }) => file.read(position, length)));
  };
};

/**
 * The frames of an uncompressed DICOM.
 * @param swapWords explicit big-endian files with 8-bit samples in an OW element have the bytes of each word swapped
 * (PS3.5 8.1.1)
 * @throws EchoError `unreadable-clip` when there are fewer bytes than the header promises
 */
export const nativeFrames = (
  file: ByteFile,
  pixelData: Element,
  { frames, frameBytes, swapWords }: { frames: number; frameBytes: number; swapWords: boolean },
): StoredFrame => {
  const { dataOffset } = pixelData;
  const stored = Math.min(pixelData.length, file.size - dataOffset);
  if (stored < frames * frameBytes)
    throw unreadable(
      `expected ${frames * frameBytes} bytes of pixels for ${frames} frames, the DICOM has ${stored}: it is cut off or damaged`,
    );
  if (!swapWords || pixelData.vr !== 'OW') return (index) => file.read(dataOffset + index * frameBytes, frameBytes);
  return (index) => {
    const start = index * frameBytes;
    const even = start & ~1;
    const words = file.read(dataOffset + even, (start - even + frameBytes + 1) & ~1);
    return words.swap16().subarray(start - even, start - even + frameBytes);
  };
};
