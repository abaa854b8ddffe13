import { type DataSet, type Element } from 'dicom-parser';
import { unreadable } from './read-failure.js';

interface Encapsulated {
  readonly fragments: readonly { readonly offset: number; readonly position: number; readonly length: number }[];
  readonly offsets: readonly number[];
}

const startsJpeg = (bytes: Uint8Array, position: number): boolean =>
  bytes[position] === 0xff && bytes[position + 1] === 0xd8;

/**
 * Which fragments begin a frame. The basic offset table says so when it is there and fits; without one a fragment a
 * frame is the rule, one frame takes all, and JPEG frames of several fragments begin where a start-of-image marker stands.
 */
const frameStarts = ({ fragments, offsets }: Encapsulated, bytes: Uint8Array, frames: number): number[] => {
  const byTable = offsets.map((offset) => fragments.findIndex((fragment) => fragment.offset === offset));
  const tableFits = byTable.length === frames && byTable.every((at, k) => at > (byTable[k - 1] ?? -1));
  if (tableFits) return byTable;
  if (fragments.length === frames) return fragments.map((_, k) => k);
  if (frames === 1) return fragments.length > 0 ? [0] : [];
  return fragments.flatMap((fragment, k) => (startsJpeg(bytes, fragment.position) ? [k] : []));
};

/**
 * The compressed bytes of every frame of an encapsulated DICOM (PS3.5 Annex A.4), views where a frame is one fragment.
 * @throws EchoError `unreadable-clip` when the file holds fewer frames than it says
 */
export const encapsulatedFrames = (dataSet: DataSet, pixelData: Element, frames: number): Uint8Array[] => {
  const bytes = dataSet.byteArray;
  const fragments = pixelData.fragments ?? [];
  const starts = frameStarts({ fragments, offsets: pixelData.basicOffsetTable ?? [] }, bytes, frames);
  const isCut = fragments.some(({ position, length }) => position + length > bytes.length);
  if (isCut || starts.length < frames)
    throw unreadable(
      `expected ${frames} frames, the DICOM is cut off or damaged after ${Math.min(starts.length, frames)}`,
    );
  return starts.slice(0, frames).map((start, k) => {
    const parts = fragments
      .slice(start, starts[k + 1] ?? fragments.length)
      .map(({ position, length }) => bytes.subarray(position, position + length));
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  });
};

/** Explicit big-endian files with 8-bit samples in an OW element have the bytes of each word swapped (PS3.5 8.1.1). */
const swapped = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();

/**
 * Views of the frames of an uncompressed DICOM.
 * @throws EchoError `unreadable-clip` when there are fewer bytes than the header promises
 */
export const nativeFrames = (
  dataSet: DataSet,
  pixelData: Element,
  { frames, frameBytes, swapWords }: { frames: number; frameBytes: number; swapWords: boolean },
): Uint8Array[] => {
  const stored = dataSet.byteArray.subarray(pixelData.dataOffset, pixelData.dataOffset + pixelData.length);
  if (stored.length < frames * frameBytes)
    throw unreadable(
      `expected ${frames * frameBytes} bytes of pixels for ${frames} frames, the DICOM has ${stored.length}: it is cut off or damaged`,
    );
  const bytes = swapWords && pixelData.vr === 'OW' ? swapped(stored) : stored;
  return Array.from({ length: frames }, (_, k) => bytes.subarray(k * frameBytes, (k + 1) * frameBytes));
};
