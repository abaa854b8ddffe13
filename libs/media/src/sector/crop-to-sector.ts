import { limits } from '@echocohort/shared';
import { type ClipSize } from '../read/decode-limits.js';
import { type FoundSector } from './find-sector.js';
import { type Rectangle } from '../picture/rectangle.js';
import { type PictureSize, resample } from '../picture/resample.js';
import { boundingBox, type SectorShape, shapeArea } from './sector-shape.js';

/**
 * A sector that spans this share of both sides was framed by somebody already: its clip keeps its size, so that
 * positions in it stay what they were. Less is enough when nothing is drawn around it: a bare fan with black corners.
 */
const framedShare = 0.9;
const bareFramedShare = 0.7;

/** Where in the source file the clip comes from, in its pixels, and the share of that rectangle that is sector, 0..1. */
export interface Sector extends Rectangle {
  readonly coverage: number;
}

const frameRectangle = ({ shape, isDrawnAround }: FoundSector, { height, width }: PictureSize): Rectangle => {
  const box = boundingBox(shape);
  const share = Math.min(box.width / width, box.height / height);
  const isFramed = share >= (isDrawnAround ? framedShare : bareFramedShare);
  return isFramed ? { x: 0, y: 0, width, height } : box;
};

/** The long side at most limits.clipSideMaxPx, the same for all frames of a clip. */
const withinSideLimit = ({ height, width }: PictureSize): PictureSize => {
  const scale = Math.min(1, limits.clipSideMaxPx / Math.max(height, width));
  return { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) };
};

/** Blacks out everything outside the shape and leaves the rectangle alone, in `out` [rectangle.height * rectangle.width]. */
const cropFrame_ = (
  out: Uint8Array,
  frame: Uint8Array,
  stride: number,
  { shape, rectangle }: { shape: SectorShape; rectangle: Rectangle },
): void => {
  const { x, y, width, height } = rectangle;
  out.fill(0);
  for (let row = 0; row < height; row++) {
    const from = Math.max(0, (shape.left[y + row - shape.top] ?? 0) - x);
    const to = Math.max(from, Math.min(width, (shape.right[y + row - shape.top] ?? -1) - x + 1));
    const source = (y + row) * stride + x;
    if (to > from) out.set(frame.subarray(source + from, source + to), row * width + from);
  }
};

/** How the frames of a clip are cut to its sector. */
export interface SectorCrop {
  readonly sector: Sector;
  /** Of a cut frame. */
  readonly size: PictureSize;
  /** A frame of the source, cut: black outside the sector, in memory that the next call may overwrite. */
  cut(frame: Uint8Array): Uint8Array;
}

export const cropToSector = (clip: ClipSize, found: FoundSector): SectorCrop => {
  const rectangle = frameRectangle(found, clip);
  const size = withinSideLimit(rectangle);
  const cropped = new Uint8Array(rectangle.height * rectangle.width);
  return {
    sector: { ...rectangle, coverage: shapeArea(found.shape) / cropped.length },
    size,
    cut(frame) {
      cropFrame_(cropped, frame, clip.width, { shape: found.shape, rectangle });
      return size.height === rectangle.height && size.width === rectangle.width
        ? cropped
        : resample(cropped, rectangle, size);
    },
  };
};
