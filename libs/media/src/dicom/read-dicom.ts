import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { type ByteFile } from '../decode/byte-file.js';
import { type FrameSource } from '../decode/frame-source.js';
import { checkClipSize } from '../read/decode-limits.js';
import { encapsulatedFrames, nativeFrames, type StoredFrame } from './dicom-frames.js';
import { type DicomHeader, readDicomHeader } from './dicom-header.js';
import { decodeJpegFrame } from './dicom-jpeg.js';
import { decodeSamples, openSampleDecoder } from './dicom-codecs.js';
import { frameBytesOf, greyConverter } from './dicom-pixels.js';
import { decodeRleFrame } from './dicom-rle.js';
import { unreadable, wordsOf } from '../read/read-failure.js';

const pixelDataTag = 'x7fe00010';

/** How much of a file is looked through for the end of its header; a longer header than the last is refused. */
const headBytes = [1, 8, 64].map((mebibytes) => mebibytes * 1024 * 1024);

const damaged = (error: unknown): Error =>
  unreadable(
    `expected a whole DICOM file, it is cut off or damaged (${wordsOf(error).split(': ').at(-1) ?? 'unknown'})`,
  );

/** The header, up to where the pixels begin: they may be larger than memory. A front that ends inside the header is enlarged. */
const parseHeader = (file: ByteFile): DataSet => {
  let reason: unknown = 'no pixel data found';
  for (const length of headBytes) {
    const isWhole = length >= file.size;
    try {
      const dataSet = dicomParser.parseDicom(file.read(0, length), { untilTag: pixelDataTag });
      if (dataSet.elements[pixelDataTag] || isWhole) return dataSet;
    } catch (error) {
      reason = error;
    }
    if (isWhole) break;
  }
  throw damaged(reason);
};

type DecodeFrame = (frame: Uint8Array, out: Uint8Array, index: number) => Promise<void> | void;

const decoderOf = async (dataSet: DataSet, { packing, layout }: DicomHeader): Promise<DecodeFrame> => {
  switch (packing) {
    case 'native':
      return greyConverter(dataSet, layout);
    case 'jpeg':
      return (frame, out, index) => decodeJpegFrame(frame, layout, out, index);
    case 'rle': {
      const { height, width, samples, bytesPerSample } = layout;
      const toGrey = greyConverter(dataSet, { ...layout, planar: true, bigEndian: false });
      return (frame, out) => toGrey(decodeRleFrame(frame, { pixels: height * width, samples, bytesPerSample }), out);
    }
    case 'jpeg-lossless':
    case 'jpeg-ls':
    case 'jpeg-2000': {
      const decoder = await openSampleDecoder(packing);
      // Decoders give every pixel all its samples: none of them are shared.
      const photometric = layout.photometric === 'YBR_FULL_422' ? 'YBR_FULL' : layout.photometric;
      const ways = { ...layout, photometric, bigEndian: false };
      const fromPlanes = greyConverter(dataSet, { ...ways, planar: true });
      const fromPixels = greyConverter(dataSet, { ...ways, planar: false });
      return (frame, out, index) => {
        const { bytes, isPlanar } = decodeSamples(decoder, frame, layout, index);
        (isPlanar ? fromPlanes : fromPixels)(bytes, out);
      };
    }
  }
};

const storedFrames = (file: ByteFile, dataSet: DataSet, { packing, layout, frames }: DicomHeader): StoredFrame => {
  const pixelData = dataSet.elements[pixelDataTag] as Element;
  if (packing === 'native') {
    const swapWords = layout.bigEndian && layout.bytesPerSample === 1;
    return nativeFrames(file, pixelData, { frames, frameBytes: frameBytesOf(layout), swapWords });
  }
  if (pixelData.hadUndefinedLength !== true)
    throw unreadable('expected compressed pixels in fragments, the DICOM has them in one piece: it is damaged');
  return encapsulatedFrames(file, pixelData.dataOffset, frames);
};

/**
 * Opens a DICOM image (single or multi-frame; uncompressed, JPEG Baseline, JPEG Lossless, JPEG-LS, JPEG 2000, RLE
 * Lossless). Only pixels, their layout, the frame rate and the 2D region are read: no attribute of the patient leaves
 * this function.
 * @throws EchoError `unsupported-media` (another transfer syntax or pixel kind), `unreadable-clip` (cut off, damaged, absurd)
 */
export const openDicom = async (file: ByteFile): Promise<FrameSource> => {
  const dataSet = parseHeader(file);
  const header = readDicomHeader(dataSet);
  checkClipSize(header);
  const { frames, height, width, framesPerSecond, region } = header;
  const stored = storedFrames(file, dataSet, header);
  const decode = await decoderOf(dataSet, header);
  const grey = new Uint8Array(height * width);
  return {
    ...{ frames, height, width, framesPerSecond, region },
    async frame(index) {
      await decode(stored(index), grey, index);
      return grey;
    },
  };
};
