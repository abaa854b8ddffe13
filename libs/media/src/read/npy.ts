import { type GreyClip } from '@echocohort/shared';
import { type ByteFile } from '../decode/byte-file.js';
import { type FrameSource } from '../decode/frame-source.js';
import { checkClipSize, type ClipSize } from './decode-limits.js';
import { unreadable, unsupported } from './read-failure.js';

/** Length of the header that npyHeader writes, so that a frame's place in the file is known without reading it. */
export const npyHeaderBytes = 128;
const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/**
 * The header of an NPY file (format 1.0, `|u1`, C order, [T,H,W]); numpy.load reads what it stands in front of.
 * Always 128 bytes long, so npyFrameRange needs no look at it.
 */
export const npyHeader = ({ frames, height, width }: ClipSize): Uint8Array => {
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${frames}, ${height}, ${width}), }`;
  const prefix = magic.length + 4;
  const header = Buffer.alloc(npyHeaderBytes, 0x20);
  header.set(magic);
  header.set([1, 0], magic.length);
  header.writeUInt16LE(npyHeaderBytes - prefix, magic.length + 2);
  header.write(dictionary, prefix, 'latin1');
  header.write('\n', npyHeaderBytes - 1, 'latin1');
  return header;
};

/** A clip as an NPY file. */
export const encodeNpy = (clip: GreyClip): Uint8Array => {
  const file = new Uint8Array(npyHeaderBytes + clip.pixels.length);
  file.set(npyHeader(clip));
  file.set(clip.pixels, npyHeaderBytes);
  return file;
};

/** Where frame `index` lies in a file of encodeNpy: bytes `start` to `end`, both inclusive, as HTTP ranges count. */
export const npyFrameRange = (
  clip: { readonly frames: number; readonly height: number; readonly width: number },
  index: number,
): { start: number; end: number } => {
  if (!Number.isInteger(index) || index < 0 || index >= clip.frames)
    throw new RangeError(`expected a frame of 0..${clip.frames - 1}, got ${index}`);
  const size = clip.height * clip.width;
  const start = npyHeaderBytes + index * size;
  return { start, end: start + size - 1 };
};

interface NpyHeader {
  readonly dtype: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

/** Longer than any header of one plain array. */
const headMaxBytes = 64 * 1024;

/** The header is a Python dict literal; the three keys are taken by pattern, nothing is evaluated. */
const parseHeader = (file: Buffer): NpyHeader => {
  const major = file[6] ?? 0;
  const lengthBytes = major === 1 ? 2 : 4;
  if (major < 1 || major > 3 || file.length < 8 + lengthBytes)
    throw unreadable('expected an NPY header of version 1, 2 or 3');
  const length = lengthBytes === 2 ? file.readUInt16LE(8) : file.readUInt32LE(8);
  const dataOffset = 8 + lengthBytes + length;
  if (dataOffset > file.length) throw unreadable('the NPY header ends early: the file is cut off');
  const text = file.toString('latin1', 8 + lengthBytes, dataOffset);
  const dtype = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (dtype === undefined || order === undefined || shape === undefined)
    throw unreadable('expected an NPY header with descr, fortran_order and shape of one plain array');
  const sides = shape.split(',').filter((part) => part.trim() !== '');
  return { dtype, fortranOrder: order === 'True', shape: sides.map(Number), dataOffset };
};

/**
 * Opens an NPY file of uint8 grey frames, [T,H,W] or [H,W].
 * @throws EchoError `unsupported-media` for another dtype, order or number of axes; `unreadable-clip` for a wrong length
 */
export const openNpy = (file: ByteFile): FrameSource => {
  const { dtype, fortranOrder, shape, dataOffset } = parseHeader(file.read(0, headMaxBytes));
  if (!/^[|<>=]?u1$/.test(dtype))
    throw unsupported(
      `expected an NPY array of uint8 (0 black, 255 white), got dtype ${dtype.slice(0, 16)}: convert it`,
    );
  if (fortranOrder)
    throw unsupported('expected an NPY array in C order, got fortran_order: save numpy.ascontiguousarray(x)');
  if (shape.length !== 2 && shape.length !== 3)
    throw unsupported(
      `expected an NPY array of shape [frames, height, width] or [height, width], got [${shape.join(', ')}]`,
    );
  const [frames, height, width] = (shape.length === 2 ? [1, ...shape] : shape) as [number, number, number];
  const frameBytes = height * width;
  const pixelBytes = file.size - dataOffset;
  if (pixelBytes !== frames * frameBytes)
    throw unreadable(
      `expected ${frames * frameBytes} bytes of pixels for shape [${shape.join(', ')}], the file has ${pixelBytes}`,
    );
  checkClipSize({ frames, height, width });
  const pixels = new Uint8Array(frameBytes);
  return {
    ...{ frames, height, width, framesPerSecond: null, region: null },
    frame(index) {
      file.readInto(pixels, dataOffset + index * frameBytes);
      return pixels;
    },
  };
};
