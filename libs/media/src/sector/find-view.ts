import { frameOf, type GreyClip } from '@echocohort/shared';
import { type Rectangle } from '../picture/rectangle.js';
import { type PictureSize } from '../picture/resample.js';

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

const shareOf = (moving: Uint8Array, start: number, step: number, count: number): number => {
  let total = 0;
  for (let k = 0; k < count; k++) total += moving[start + k * step] as number;
  return total / count;
};

/** What moves in a clip whose frames are shown to it one after the other. */
export class ViewFinder {
  private readonly sum: Uint32Array;
  private readonly squares: Uint32Array; // 255^2 a frame: holds 66,000 frames
  private frames = 0;

  constructor(private readonly size: PictureSize) {
    this.sum = new Uint32Array(size.height * size.width);
    this.squares = new Uint32Array(size.height * size.width);
  }

  /** Takes a frame, uint8 [H*W]. */
  see(frame: Uint8Array): void {
    const { sum, squares } = this;
    for (let i = 0; i < sum.length; i++) {
      const level = frame[i] as number;
      sum[i] = (sum[i] as number) + level;
      squares[i] = (squares[i] as number) + level * level;
    }
    this.frames += 1;
  }

  /** The view, in pixels of the frames; all of a clip that stands still or moves in too small a part. */
  view(): Rectangle {
    const { height, width } = this.size;
    const moving = this.moving();
    const isBusy = (share: number): boolean => share > viewRules.movingShare;
    const rows = longestRun(Array.from({ length: height }, (_, y) => isBusy(shareOf(moving, y * width, 1, width))));
    const columns = longestRun(
      Array.from({ length: width }, (_, x) => isBusy(shareOf(moving, rows.from * width + x, width, rows.length))),
    );
    const isLarge = rows.length >= viewRules.sideShareMin * height && columns.length >= viewRules.sideShareMin * width;
    if (!isLarge) return { x: 0, y: 0, width, height };
    return { x: columns.from, y: rows.from, width: columns.length, height: rows.length };
  }

  /** 1 where a pixel moves, [height * width]. */
  private moving(): Uint8Array {
    const least = viewRules.movingLevels ** 2;
    return Uint8Array.from(this.sum, (total, i) => {
      const mean = total / this.frames;
      return (this.squares[i] as number) / this.frames - mean * mean > least ? 1 : 0;
    });
  }
}

/** The view of a clip that is in memory. */
export const findView = (clip: GreyClip): Rectangle => {
  const finder = new ViewFinder(clip);
  for (let index = 0; index < clip.frames; index++) finder.see(frameOf(clip, index));
  return finder.view();
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
