import { setImmediate as nextTurn } from 'node:timers/promises';
import { frameOf, type GreyClip, limits } from '@echocohort/shared';
import { type Rectangle } from './decoded-clip.js';
import { type FoundSector } from './find-sector.js';
import { resample } from './resample.js';
import { boundingBox, shapeArea } from './sector-shape.js';

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

const frameRectangle = ({ shape, isDrawnAround }: FoundSector, { height, width }: GreyClip): Rectangle => {
  const box = boundingBox(shape);
  const share = Math.min(box.width / width, box.height / height);
  const isFramed = share >= (isDrawnAround ? framedShare : bareFramedShare);
  return isFramed ? { x: 0, y: 0, width, height } : box;
};

/**
 * Blacks out everything outside the sector in every frame and crops to its bounding box. Works in the clip's own
 * buffer, front to back: a row never lands behind where it came from, so no second copy of a long clip is needed.
 */
export const cropToSector_ = (clip: GreyClip, found: FoundSector): { clip: GreyClip; sector: Sector } => {
  const { x, y, width, height } = frameRectangle(found, clip);
  const { shape } = found;
  const { pixels } = clip;
  for (let index = 0; index < clip.frames; index++)
    for (let row = 0; row < height; row++) {
      const target = (index * height + row) * width;
      const source = (index * clip.height + y + row) * clip.width + x;
      const from = Math.max(0, (shape.left[y + row - shape.top] ?? 0) - x);
      const to = Math.max(from, Math.min(width, (shape.right[y + row - shape.top] ?? -1) - x + 1));
      pixels.copyWithin(target + from, source + from, source + to);
      pixels.fill(0, target, target + Math.min(from, width));
      pixels.fill(0, target + to, target + width);
    }
  const coverage = shapeArea(shape) / (width * height);
  return {
    clip: {
      pixels: pixels.subarray(0, clip.frames * height * width),
      frames: clip.frames,
      height,
      width,
      framesPerSecond: clip.framesPerSecond,
    },
    sector: { x, y, width, height, coverage },
  };
};

/** A clip whose long side is at most limits.clipSideMaxPx, in a buffer of its own that holds nothing else. */
export const withinSideLimit = async (clip: GreyClip): Promise<GreyClip> => {
  const scale = Math.min(1, limits.clipSideMaxPx / Math.max(clip.height, clip.width));
  if (scale === 1) return { ...clip, pixels: clip.pixels.slice() };
  const size = {
    height: Math.max(1, Math.round(clip.height * scale)),
    width: Math.max(1, Math.round(clip.width * scale)),
  };
  const pixels = new Uint8Array(clip.frames * size.height * size.width);
  for (let index = 0; index < clip.frames; index++) {
    pixels.set(resample(frameOf(clip, index), clip, size), index * size.height * size.width);
    await nextTurn();
  }
  return { ...clip, ...size, pixels };
};
