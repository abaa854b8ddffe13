import { setImmediate as nextTurn } from 'node:timers/promises';
import { frameOf, type GreyClip } from '@echocohort/shared';
import { type Rectangle } from './decoded-clip.js';

/**
 * The part of a clip that a model looks at: where the picture moves. A scanner's fan is often much wider than the heart
 * in it, black or still at its sides; a model that was trained on hearts that fill their frame reads and moves such a
 * clip far better without them (docs/adr/0013).
 *
 * A pixel moves when its level's standard deviation over time exceeds `movingLevels`; rows, and in them columns, count
 * when more than `movingShare` of their pixels move. The longest stretch of each is the view.
 */
export const viewRules = {
  movingLevels: 4,
  movingShare: 0.03,
  /** A stretch shorter than this share of its side is no heart: the clip is looked at whole. */
  sideShareMin: 0.3,
} as const;

interface Span {
  readonly from: number;
  readonly length: number;
}

/** The longest stretch of true entries, the first of equals. */
const longestRun = (occupied: readonly boolean[]): Span => {
  let best: Span = { from: 0, length: 0 };
  let from = 0;
  occupied.forEach((isOccupied, k) => {
    if (!isOccupied) from = k + 1;
    else if (k + 1 - from > best.length) best = { from, length: k + 1 - from };
  });
  return best;
};

/** 1 where a pixel moves, [height * width]. Lets the event loop turn after each frame. */
const movingPixels = async (clip: GreyClip): Promise<Uint8Array> => {
  const size = clip.height * clip.width;
  const sum = new Uint32Array(size);
  const squares = new Uint32Array(size); // 255^2 a frame: holds 66,000 frames
  for (let index = 0; index < clip.frames; index++) {
    const frame = frameOf(clip, index);
    for (let i = 0; i < size; i++) {
      const level = frame[i] as number;
      sum[i] = (sum[i] as number) + level;
      squares[i] = (squares[i] as number) + level * level;
    }
    await nextTurn();
  }
  const least = viewRules.movingLevels ** 2;
  return Uint8Array.from(sum, (total, i) => {
    const mean = total / clip.frames;
    return (squares[i] as number) / clip.frames - mean * mean > least ? 1 : 0;
  });
};

const shareOf = (moving: Uint8Array, start: number, step: number, count: number): number => {
  let total = 0;
  for (let k = 0; k < count; k++) total += moving[start + k * step] as number;
  return total / count;
};

/** The view of a clip, in its own pixels; all of it for one that stands still or moves in too small a part. */
export const findView = async (clip: GreyClip): Promise<Rectangle> => {
  const { height, width } = clip;
  const moving = await movingPixels(clip);
  const isBusy = (share: number): boolean => share > viewRules.movingShare;
  const rows = longestRun(Array.from({ length: height }, (_, y) => isBusy(shareOf(moving, y * width, 1, width))));
  const columns = longestRun(
    Array.from({ length: width }, (_, x) => isBusy(shareOf(moving, rows.from * width + x, width, rows.length))),
  );
  const isLarge = rows.length >= viewRules.sideShareMin * height && columns.length >= viewRules.sideShareMin * width;
  if (!isLarge) return { x: 0, y: 0, width, height };
  return { x: columns.from, y: rows.from, width: columns.length, height: rows.length };
};

/** The pixels of a frame [height*width] inside a rectangle of it, [rectangle.height * rectangle.width]. */
export const cropFrame = (pixels: Uint8Array, frameWidth: number, { x, y, width, height }: Rectangle): Uint8Array => {
  const out = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * frameWidth + x;
    out.set(pixels.subarray(from, from + width), row * width);
  }
  return out;
};
