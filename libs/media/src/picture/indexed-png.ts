import { constants, crc32, deflateSync } from 'node:zlib';
import { type PictureSize } from './resample.js';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const uint32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

/** Parts of the file, not put together: a sheet's data are a quarter of a megabyte, and each copy is garbage at once. */
const chunk = (name: string, data: Uint8Array): Uint8Array[] => {
  const type = Buffer.from(name, 'latin1');
  return [uint32(data.length), type, data, uint32(crc32(data, crc32(type)))];
};

/** A byte a pixel, which is an index into the palette. */
const header = ({ width, height }: PictureSize): Uint8Array =>
  Uint8Array.of(...uint32(width), ...uint32(height), 8, 3, 0, 0, 0);

const join = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** The last picture's rows: most are as large as the one before. */
let scratch = new Uint8Array(0);

/** Rows as PNG wants them: each behind a byte that says that it is not filtered. */
const rowsOf = (pixels: Uint8Array, { width, height }: PictureSize): Uint8Array => {
  const size = height * (width + 1);
  if (scratch.length !== size) scratch = new Uint8Array(size);
  for (let y = 0; y < height; y++) scratch.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return scratch;
};

export type Rgb = readonly [number, number, number];

/** The index that stands for the colour; all below it are their own grey. */
export const colourIndex = 255;

/**
 * A PNG of greys and one colour, a byte a pixel: speckle costs zlib a third of what the same picture costs in RGB.
 * Compressed quickly rather than small: speckle never repeats, so only runs are looked for (half of deflate's time, 3 %
 * larger).
 * @param pixels uint8 [height * width]: greys 0..254, and 255 for the colour
 */
export const indexedPng = (pixels: Uint8Array, size: PictureSize, colour: Rgb): Uint8Array => {
  const rows = rowsOf(pixels, size);
  const palette = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  palette.set(colour, 3 * colourIndex);
  const data = deflateSync(rows, { level: 1, strategy: constants.Z_RLE, chunkSize: Math.max(64, rows.length) });
  return join([
    signature,
    ...chunk('IHDR', header(size)),
    ...chunk('PLTE', palette),
    ...chunk('IDAT', data),
    ...chunk('IEND', new Uint8Array()),
  ]);
};
