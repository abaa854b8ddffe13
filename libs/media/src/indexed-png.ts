import { constants, crc32, deflateSync } from 'node:zlib';
import { type PictureSize } from './resample.js';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

const header = ({ width, height }: PictureSize): Buffer => {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 3], 8); // a byte a pixel, which is an index into the palette
  return chunk('IHDR', data);
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
  const { width, height } = size;
  const rows = new Uint8Array(height * (width + 1)); // each row behind a byte that says: not filtered
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const palette = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  palette.set(colour, 3 * colourIndex);
  const data = deflateSync(rows, { level: 1, strategy: constants.Z_RLE });
  const parts = [signature, header(size), chunk('PLTE', palette), chunk('IDAT', data)];
  return new Uint8Array(Buffer.concat([...parts, chunk('IEND', new Uint8Array())]));
};
