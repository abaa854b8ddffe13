import { type BundleManifest } from '@echocohort/shared';
import { resample } from './resample.js';

type BundleFrame = BundleManifest['frame'];

/** The picture's size inside the bundle's frame: all of it, or as large as its aspect allows. */
const innerSize = (height: number, width: number, frame: BundleFrame): { height: number; width: number } => {
  if (frame.aspect === 'stretch') return { height: frame.height, width: frame.width };
  const scale = Math.min(frame.height / height, frame.width / width);
  const fit = (side: number, most: number) => Math.min(most, Math.max(1, Math.round(side * scale)));
  return { height: fit(height, frame.height), width: fit(width, frame.width) };
};

/**
 * One grey frame [height*width] at the bundle's size, uint8 [frame.height * frame.width].
 * `pad` keeps the aspect and centres the picture on black (the odd pixel goes right and below); `stretch` fills the
 * frame. A frame that has the size already comes back with the same bytes.
 */
export const fitFrame = (
  pixels: Uint8Array,
  height: number,
  width: number,
  frame: BundleFrame,
): Promise<Uint8Array> => {
  if (pixels.length !== height * width)
    return Promise.reject(new RangeError(`expected ${height * width} pixels, got ${pixels.length}`));
  const inner = innerSize(height, width, frame);
  const picture = resample(pixels, { height, width }, inner, frame.resize);
  const out = new Uint8Array(frame.height * frame.width);
  const top = Math.floor((frame.height - inner.height) / 2);
  const left = Math.floor((frame.width - inner.width) / 2);
  for (let y = 0; y < inner.height; y++)
    out.set(picture.subarray(y * inner.width, (y + 1) * inner.width), (top + y) * frame.width + left);
  return Promise.resolve(out);
};
