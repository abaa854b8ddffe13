import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { checkClipSize } from './decode-limits.js';
import { type DecodedClip } from './decoded-clip.js';
import { encapsulatedFrames, nativeFrames } from './dicom-frames.js';
import { type DicomHeader, readDicomHeader } from './dicom-header.js';
import { decodeJpegFrame } from './dicom-jpeg.js';
import { frameBytesOf, greyConverter } from './dicom-pixels.js';
import { decodeRleFrame } from './dicom-rle.js';
import { unreadable, wordsOf } from './read-failure.js';

const parse = (file: Uint8Array): DataSet => {
  try {
    return dicomParser.parseDicom(file);
  } catch (error) {
    throw unreadable(
      `expected a whole DICOM file, it is cut off or damaged (${wordsOf(error).split(': ').at(-1) ?? 'unknown'})`,
    );
  }
};

type DecodeFrame = (frame: Uint8Array, out: Uint8Array, index: number) => Promise<void> | void;

const decoderOf = (dataSet: DataSet, { packing, layout }: DicomHeader): DecodeFrame => {
  if (packing === 'jpeg') return (frame, out, index) => decodeJpegFrame(frame, layout, out, index);
  if (packing === 'native') return greyConverter(dataSet, layout);
  const shape = {
    pixels: layout.height * layout.width,
    samples: layout.samples,
    bytesPerSample: layout.bytesPerSample,
  };
  const toGrey = greyConverter(dataSet, { ...layout, planar: true, bigEndian: false });
  return (frame, out) => toGrey(decodeRleFrame(frame, shape), out);
};

const framesOf = (dataSet: DataSet, { packing, layout, frames }: DicomHeader): Uint8Array[] => {
  const pixelData = dataSet.elements['x7fe00010'] as Element;
  if (packing !== 'native') return encapsulatedFrames(dataSet, pixelData, frames);
  const swapWords = layout.bigEndian && layout.bytesPerSample === 1;
  return nativeFrames(dataSet, pixelData, { frames, frameBytes: frameBytesOf(layout), swapWords });
};

/**
 * Reads a DICOM image (single or multi-frame; uncompressed, JPEG Baseline, RLE Lossless) to grey frames.
 * Only pixels, their layout, the frame rate and the 2D region are read: no attribute of the patient leaves this function.
 * @throws EchoError `unsupported-media` (another transfer syntax or pixel kind), `unreadable-clip` (cut off, damaged, absurd)
 */
export const readDicom = async (path: string): Promise<DecodedClip> => {
  const dataSet = parse(await readFile(path));
  const header = readDicomHeader(dataSet);
  checkClipSize(header);
  const { frames, height, width, framesPerSecond, region } = header;
  const stored = framesOf(dataSet, header);
  const decode = decoderOf(dataSet, header);
  const pixels = new Uint8Array(frames * height * width);
  for (const [index, frame] of stored.entries()) {
    await decode(frame, pixels.subarray(index * height * width, (index + 1) * height * width), index);
    await nextTurn(); // a long uncompressed clip must not hold up other requests
  }
  return { pixels, frames, height, width, framesPerSecond, region };
};
