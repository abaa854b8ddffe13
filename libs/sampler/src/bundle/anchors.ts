import { fieldError } from '@echocohort/shared';
import { type Bundle, bundleError } from './bundle.js';
import { readSlice } from './bundle-file.js';
import { noiseStreams, uniforms } from '../request/philox.js';

/** Where the pixels of an NPY file begin. Only what bundles hold is taken: version 1, uint8, C order. */
const pixelOffset = async (dir: string, file: string, shape: readonly number[], sizeBytes: number): Promise<number> => {
  const preamble = await readSlice(dir, file, 0, 10);
  if (Buffer.from(preamble.subarray(0, 8)).toString('latin1') !== '\x93NUMPY\x01\x00')
    throw bundleError(file, 'expected an NPY file of version 1');
  const headerBytes = (preamble[8] as number) + 256 * (preamble[9] as number);
  const header = Buffer.from(await readSlice(dir, file, 10, headerBytes)).toString('latin1');
  const wanted = `uint8 [${shape.join(', ')}] in C order`;
  const found = /'shape': \(([^)]*)\)/.exec(header)?.[1]?.split(',').map(Number);
  if (!header.includes("'|u1'") || header.includes('True') || found?.join() !== shape.join())
    throw bundleError(file, `expected ${wanted}, got the header ${header.trim()}`);
  const pixels = shape.reduce((product, size) => product * size, 1);
  if (sizeBytes !== 10 + headerBytes + pixels)
    throw bundleError(file, `expected ${pixels} bytes of pixels, got ${sizeBytes - 10 - headerBytes}`);
  return 10 + headerBytes;
};

/**
 * Checks a bundle's anchor file against its declaration.
 * @returns the byte at which its first frame begins
 * @throws EchoError `bundle-invalid` naming the file
 */
export const checkAnchors = (
  dir: string,
  { file, count }: { file: string; count: number },
  { height, width }: { height: number; width: number },
  sizeBytes: number,
): Promise<number> => pixelOffset(dir, file, [count, height, width], sizeBytes);

const pixelsOfBundles = new WeakMap<Bundle, Promise<Uint8Array>>();

/** All anchor frames of a bundle, some hundred kilobytes: read once, for every sample without a source begins with one. */
const pixelsOf = (bundle: Bundle, file: string, offset: number, sizeBytes: number): Promise<Uint8Array> => {
  const known = pixelsOfBundles.get(bundle);
  if (known) return known;
  const pixels = readSlice(bundle.dir, file, offset, sizeBytes);
  pixelsOfBundles.set(bundle, pixels);
  pixels.catch(() => pixelsOfBundles.delete(bundle));
  return pixels;
};

/**
 * Anchor frame `anchor` of a bundle, uint8 [H,W], at end-diastole.
 * @throws EchoError `invalid-request` when the bundle brings no such frame
 */
export const readAnchor = async (bundle: Bundle, anchor: number): Promise<Uint8Array> => {
  const { anchors, frame, name } = bundle.manifest;
  if (anchors === undefined || bundle.anchorOffset === null || anchor >= anchors.count)
    throw fieldError('invalid-request', 'source', `expected a clip: bundle ${name} brings no anchor frame ${anchor}`);
  const size = frame.height * frame.width;
  const pixels = await pixelsOf(bundle, anchors.file, bundle.anchorOffset, anchors.count * size);
  return pixels.slice(anchor * size, (anchor + 1) * size);
};

/**
 * The anchor frame of a sample without a source clip: drawn by the numbers of its noise, the same for each attempt. It stands
 * at end-diastole.
 * @param index of the sample's noise
 * @returns pixels uint8 [H,W] and which of the bundle's anchor frames it is
 * @throws EchoError `invalid-request` on `source` when the bundle brings no anchor frames
 */
export const anchorFrame = async (
  bundle: Bundle,
  seed: number,
  index: number,
): Promise<{ pixels: Uint8Array; anchor: number }> => {
  const [draw] = uniforms({ seed, index, attempt: 0 }, noiseStreams.anchorChoice, 1);
  const anchor = Math.floor((draw as number) * (bundle.manifest.anchors?.count ?? 0));
  return { pixels: await readAnchor(bundle, anchor), anchor };
};
