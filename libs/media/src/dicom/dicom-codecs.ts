import { createRequire } from 'node:module';
import { type PixelLayout } from './dicom-header.js';
import { jpeg2000Shape, jpegShape, type PictureShape, startOfFrame } from './dicom-picture-shape.js';
import { type DicomPacking } from './dicom-transfer-syntax.js';
import { unreadable, wordsOf } from '../read/read-failure.js';

/** Samples of a decoded frame as uncompressed DICOM has them: little-endian, in planes or pixel by pixel. */
export interface DecodedSamples {
  readonly bytes: Uint8Array;
  readonly isPlanar: boolean;
}

/** A decoder of one family of streams: reads the shape without decoding, and decodes. */
export interface SampleDecoder {
  readonly name: string;
  shape(frame: Uint8Array): PictureShape | null;
  decode(frame: Uint8Array): DecodedSamples;
}

type SamplePacking = Extract<DicomPacking, 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000'>;

/** What the WebAssembly builds of CharLS and OpenJPEG have in common; none of the three decoders comes with types. */
interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}
interface CharLs extends WasmDecoder {
  /** 0: component by component. */
  getInterleaveMode(): number;
}
interface JpegLossless {
  readonly Decoder: new () => { decompress(stream: ArrayBuffer): ArrayBuffer };
}
type WasmModule<N extends string, D> = (options: typeof silent) => Promise<Record<N, new () => D>>;

/** They write to the console what they do, and throw what is wrong. */
const silent = { print: (): void => undefined, printErr: (): void => undefined };

/** They are CommonJS. */
const load: (name: string) => unknown = createRequire(import.meta.url);

/** One decoder a frame: what a damaged frame leaves in one is gone with it. */
const decodedBy = <D extends WasmDecoder>(Decoder: new () => D, isPlanar: (decoder: D) => boolean) => {
  return (frame: Uint8Array): DecodedSamples => {
    const decoder = new Decoder();
    try {
      decoder.getEncodedBuffer(frame.length).set(frame);
      decoder.decode();
      return { bytes: decoder.getDecodedBuffer().slice(), isPlanar: isPlanar(decoder) };
    } finally {
      decoder.delete();
    }
  };
};

const openJpegLs = async (): Promise<SampleDecoder> => {
  const start = load('@cornerstonejs/codec-charls/decodewasmjs') as WasmModule<'JpegLSDecoder', CharLs>;
  const { JpegLSDecoder } = await start({ ...silent });
  return {
    name: 'JPEG-LS',
    shape: (frame) => ofMarker(frame, startOfFrame.jpegLs),
    decode: decodedBy(JpegLSDecoder, (decoder) => decoder.getInterleaveMode() === 0),
  };
};

const openJpeg2000 = async (): Promise<SampleDecoder> => {
  const start = load('@cornerstonejs/codec-openjpeg/decodewasmjs') as WasmModule<'J2KDecoder', WasmDecoder>;
  const { J2KDecoder } = await start({ ...silent });
  return { name: 'JPEG 2000', shape: jpeg2000Shape, decode: decodedBy(J2KDecoder, () => false) };
};

const openJpegLossless = (): SampleDecoder => {
  const { Decoder } = load('jpeg-lossless-decoder-js') as JpegLossless;
  return {
    name: 'JPEG Lossless',
    shape: (frame) => ofMarker(frame, startOfFrame.lossless),
    decode: (frame) => {
      // It takes whole buffers, and none that is shared.
      const bytes = new Uint8Array(new Decoder().decompress(new Uint8Array(frame).buffer));
      return { bytes, isPlanar: false };
    },
  };
};

const ofMarker = (frame: Uint8Array, marker: number): PictureShape | null => {
  const shape = jpegShape(frame);
  return shape?.marker === marker ? shape : null;
};

const openers: Readonly<Record<SamplePacking, () => SampleDecoder | Promise<SampleDecoder>>> = {
  'jpeg-lossless': openJpegLossless,
  'jpeg-ls': openJpegLs,
  'jpeg-2000': openJpeg2000,
};

export const openSampleDecoder = async (packing: SamplePacking): Promise<SampleDecoder> => openers[packing]();

/**
 * The samples of one compressed frame. It must be a stream of the kind that the transfer syntax names and have the size,
 * components and depth of the DICOM header: another one is refused before it is decoded.
 * @throws EchoError `unreadable-clip` that names the frame
 */
export const decodeSamples = (
  decoder: SampleDecoder,
  frame: Uint8Array,
  { height, width, samples, bytesPerSample }: PixelLayout,
  index: number,
): DecodedSamples => {
  const shape = decoder.shape(frame);
  if (!shape) throw unreadable(`frame ${index} is not a ${decoder.name} picture`);
  if (shape.width !== width || shape.height !== height || shape.components !== samples)
    throw unreadable(
      `frame ${index} is ${shape.width} x ${shape.height} with ${shape.components} components, ` +
        `the DICOM header says ${width} x ${height} with ${samples}`,
    );
  if (Math.ceil(shape.bits / 8) !== bytesPerSample)
    throw unreadable(`frame ${index} has ${shape.bits} bits, the DICOM header says ${8 * bytesPerSample}`);
  const decoded = decodedOrRefused(decoder, frame, index);
  if (decoded.bytes.length < height * width * samples * bytesPerSample)
    throw unreadable(`frame ${index} is not a whole ${decoder.name} picture`);
  return decoded;
};

const decodedOrRefused = (decoder: SampleDecoder, frame: Uint8Array, index: number): DecodedSamples => {
  try {
    return decoder.decode(frame);
  } catch (error) {
    const words = typeof error === 'number' ? 'its stream is damaged' : wordsOf(error);
    throw unreadable(`frame ${index} is not a whole ${decoder.name} picture: ${words}`);
  }
};
