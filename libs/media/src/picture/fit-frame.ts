import { type BundleManifest } from '@echocohort/shared';
import { type Rectangle } from './rectangle.js';
import { type PictureSize, resample } from './resample.js';

type BundleFrame = BundleManifest['frame'];

/** The picture's size inside the bundle's frame: all of it, or as large as its aspect allows. */
const innerSize = ({ height, width }: PictureSize, frame: BundleFrame): PictureSize => {
  if (frame.aspect === 'stretch') return { height: frame.height, width: frame.width };
  const scale = Math.min(frame.height / height, frame.width / width);
  const fit = (side: number, most: number) => Math.min(most, Math.max(1, Math.round(side * scale)));
  return { height: fit(height, frame.height), width: fit(width, frame.width) };
};

/** Where the picture stands in the bundle's frame. */
const innerBox = (size: PictureSize, frame: BundleFrame): Rectangle => {
  const { height, width } = innerSize(size, frame);
  return { x: Math.floor((frame.width - width) / 2), y: Math.floor((frame.height - height) / 2), height, width };
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
  const inner = innerBox({ height, width }, frame);
  const picture = resample(pixels, { height, width }, inner, frame.resize);
  const out = new Uint8Array(frame.height * frame.width);
  for (let y = 0; y < inner.height; y++)
    out.set(picture.subarray(y * inner.width, (y + 1) * inner.width), (inner.y + y) * frame.width + inner.x);
  return Promise.resolve(out);
};

/**
 * Points of a frame that `fitFrame` made, back in the picture whose part `view` it was made of. The inverse of cropping and
 * fitting; a pixel's middle is at .5 in both, and a point in the black margin comes out beside the view.
 * @param points x and y in turn, px of the bundle's frame
 * @returns the same in px of the whole picture
 */
export const unfitPoints = (points: ArrayLike<number>, view: Rectangle, frame: BundleFrame): number[] => {
  const inner = innerBox(view, frame);
  const [perX, perY] = [view.width / inner.width, view.height / inner.height];
  return Array.from(points, (value, k) =>
    k % 2 === 0 ? view.x + (value - inner.x) * perX : view.y + (value - inner.y) * perY,
  );
};

/**
 * Points of the picture whose part `view` is shown, in the frame that `fitFrame` makes of that part: the inverse of
 * `unfitPoints`.
 * @param points x and y in turn, px of the whole picture
 * @returns the same in px of the bundle's frame
 */
export const fitPoints = (points: ArrayLike<number>, view: Rectangle, frame: BundleFrame): number[] => {
  const inner = innerBox(view, frame);
  const [scaleX, scaleY] = [inner.width / view.width, inner.height / view.height];
  return Array.from(points, (value, k) =>
    k % 2 === 0 ? inner.x + (value - view.x) * scaleX : inner.y + (value - view.y) * scaleY,
  );
};
