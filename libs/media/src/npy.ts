import { type GreyClip } from '@echocohort/shared';
import { unreadable, unsupported } from './read-failure.js';

/** Length of the header that encodeNpy writes, so that a frame's place in the file is known without reading it. */
const headerBytes = 128;
const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/**
 * A clip as an NPY file (format 1.0, `|u1`, C order, [T,H,W]); numpy.load reads it.
 * The header is always 128 bytes long, so npyFrameRange needs no look at it.
 */
export const encodeNpy = (clip: GreyClip): Uint8Array => {
  const shape = `(${clip.frames}, ${clip.height}, ${clip.width})`;
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }`;
  const prefix = magic.length + 4;
  const file = Buffer.alloc(headerBytes + clip.pixels.length, 0x20);
  file.set(magic);
  file.set([1, 0], magic.length);
  file.writeUInt16LE(headerBytes - prefix, magic.length + 2);
  file.write(dictionary, prefix, 'latin1');
  file.write('\n', headerBytes - 1, 'latin1');
  file.set(clip.pixels, headerBytes);
  return new Uint8Array(file.buffer, file.byteOffset, file.length);
};

/** Where frame `index` lies in a file of encodeNpy: bytes `start` to `end`, both inclusive, as HTTP ranges count. */
export const npyFrameRange = (
  clip: { readonly frames: number; readonly height: number; readonly width: number },
  index: number,
): { start: number; end: number } => {
  if (!Number.isInteger(index) || index < 0 || index >= clip.frames)
    throw new RangeError(`expected a frame of 0..${clip.frames - 1}, got ${index}`);
  const size = clip.height * clip.width;
  const start = headerBytes + index * size;
  return { start, end: start + size - 1 };
};

interface NpyHeader {
  readonly dtype: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

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
 * Reads an NPY file of uint8 grey frames, [T,H,W] or [H,W]. The pixels are a view into `file`.
 * @throws EchoError `unsupported-media` for another dtype, order or number of axes; `unreadable-clip` for a wrong length
 */
export const decodeNpy = (file: Buffer): GreyClip => {
  const { dtype, fortranOrder, shape, dataOffset } = parseHeader(file);
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
  const expected = frames * height * width;
  if (file.length - dataOffset !== expected)
    throw unreadable(
      `expected ${expected} bytes of pixels for shape [${shape.join(', ')}], the file has ${file.length - dataOffset}`,
    );
  return {
    pixels: new Uint8Array(file.buffer, file.byteOffset + dataOffset, expected),
    frames,
    height,
    width,
    framesPerSecond: null,
  };
};
