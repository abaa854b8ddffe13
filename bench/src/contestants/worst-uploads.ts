import { spawnSync } from 'node:child_process';
import { deflateSync, crc32 } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that cost the API more than its size when clips were decoded in its own process, or that promises more than it holds. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const tagOf = (tag: number): Buffer => Buffer.concat([u16(Math.floor(tag / 0x10000)), u16(tag % 0x10000)]);

/** An element of Explicit VR Little Endian whose value is short. */
const element = (tag: number, vr: string, value: string | number): Buffer => {
  const bytes = typeof value === 'number' ? u16(value) : Buffer.from(value.length % 2 === 0 ? value : `${value} `);
  return Buffer.concat([tagOf(tag), Buffer.from(vr), u16(bytes.length), bytes]);
};

const item = (bytes: Uint8Array): Buffer => Buffer.concat([tagOf(0xfffee000), u32(bytes.length), bytes]);

interface Picture {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
}

const header = (syntax: string, { frames, height, width }: Picture): Buffer => {
  const uid = element(0x00020010, 'UI', syntax);
  const length = Buffer.concat([tagOf(0x00020000), Buffer.from('UL'), u16(4), u32(uid.length)]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    length,
    uid,
    element(0x00280002, 'US', 1),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280008, 'IS', String(frames)),
    element(0x00280010, 'US', height),
    element(0x00280011, 'US', width),
    element(0x00280100, 'US', 8),
    element(0x00280101, 'US', 8),
  ]);
};

const jpegBaseline = '1.2.840.10008.1.2.4.50';
const uncompressed = '1.2.840.10008.1.2.1';

const encapsulated = (picture: Picture, offsets: readonly number[], fragments: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    header(jpegBaseline, picture),
    tagOf(0x7fe00010),
    Buffer.from('OB\0\0'),
    u32(0xffff_ffff),
    item(Buffer.concat(offsets.map(u32))),
    ...fragments.map(item),
    tagOf(0xfffee0dd),
    u32(0),
  ]);

/** 100,000 offsets and as many empty fragments: looking up each among all took 40 s. */
const manyFragments = (): Upload => {
  const count = 100_000;
  const offsets = Array.from({ length: count }, (_, k) => 8 * k);
  const empty = Array.from({ length: count }, () => new Uint8Array(0));
  return {
    name: 'fragments.dcm',
    bytes: encapsulated({ frames: 1_000, height: 64, width: 64 }, offsets, empty),
  };
};

/** A vector graphic where a JPEG picture should be: 15.6 s of a blur that nobody sees. */
const graphicInside = (): Upload => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="b"><feGaussianBlur stdDeviation="900"/></filter>' +
    '<g filter="url(#b)"><circle cx="2000" cy="2000" r="1500" fill="red"/></g></svg> ';
  return {
    name: 'graphic.dcm',
    bytes: encapsulated({ frames: 1, height: 4000, width: 4000 }, [], [Buffer.from(svg)]),
  };
};

const pngChunk = (name: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const length = u32(data.length).reverse();
  return Buffer.concat([length, body, u32(crc32(body)).reverse()]);
};

/** A fan of speckle, grey [H*W], from a seeded sequence. */
export const speckleFan = (side: number, seed: number): Buffer => {
  const pixels = Buffer.alloc(side * side);
  let state = seed >>> 0;
  for (let y = 0; y < side; y++) {
    const reach = Math.floor(y * 0.55);
    const from = Math.max(0, (side >> 1) - reach);
    const to = Math.min(side, (side >> 1) + reach);
    if (y > 0.95 * side) continue;
    for (let x = from; x < to; x++) {
      state = (state * 69_069 + 12_345) % 0x1_0000_0000;
      pixels[y * side + x] = 20 + (state >>> 25);
    }
  }
  return pixels;
};

/** The largest picture that is taken: finding the sector in it took 28 s. */
const largestPicture = (): Upload => {
  const side = 4_096;
  const pixels = speckleFan(side, 1);
  const rows = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y++) pixels.copy(rows, y * (side + 1) + 1, y * side, (y + 1) * side);
  const big = (value: number) => u32(value).reverse();
  const head = Buffer.concat([big(side), big(side), Buffer.from([8, 0, 0, 0, 0])]);
  return {
    name: 'largest.png',
    bytes: Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      pngChunk('IHDR', head),
      pngChunk('IDAT', deflateSync(rows, { level: 1 })),
      pngChunk('IEND', Buffer.alloc(0)),
    ]),
  };
};

/** A film of 960 frames that is small as a file and 500 MB as pixels; it stood in memory three times. */
const longFilm = (folder: string): Upload => {
  const path = join(folder, 'long.mp4');
  const film = 'gradients=s=768x576:r=30:d=32:speed=0.2:seed=3,pad=864:640:48:32:black';
  const args = ['-v', 'error', '-y', '-f', 'lavfi', '-i', film, '-c:v', 'libx264', '-preset', 'ultrafast'];
  const { status, stderr } = spawnSync('ffmpeg', [...args, '-pix_fmt', 'yuv420p', path]);
  if (status !== 0) throw new Error(stderr.toString());
  return { name: 'long.mp4', bytes: readFileSync(path) };
};

/** As large as an upload may be, uncompressed. */
const largestFile = (): Upload => {
  const picture = { frames: 240, height: 1_000, width: 1_000 };
  const frames = Array.from({ length: 8 }, (_, k) => speckleFan(1_000, k));
  const pixels = Buffer.concat(Array.from({ length: picture.frames }, (_, k) => frames[k % 8] as Buffer));
  const head = Buffer.concat([tagOf(0x7fe00010), Buffer.from('OB\0\0'), u32(pixels.length)]);
  return { name: 'largest.dcm', bytes: Buffer.concat([header(uncompressed, picture), head, pixels]) };
};

/** The worst files known, smallest first. `folder` is for what is made on the way. */
export const worstUploads = (folder: string): Upload[] => [
  graphicInside(),
  manyFragments(),
  longFilm(folder),
  largestPicture(),
  largestFile(),
];

/** A clip as it usually comes: a second of a fan of speckle, uncompressed. */
export const goodUpload = (): Upload => {
  const picture = { frames: 30, height: 400, width: 400 };
  const pixels = Buffer.concat(Array.from({ length: picture.frames }, (_, k) => speckleFan(400, k + 1)));
  const head = Buffer.concat([tagOf(0x7fe00010), Buffer.from('OB\0\0'), u32(pixels.length)]);
  return { name: 'good.dcm', bytes: Buffer.concat([header(uncompressed, picture), head, pixels]) };
};
