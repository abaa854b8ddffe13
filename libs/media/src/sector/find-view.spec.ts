import { describe, expect, it } from '@jest/globals';
import { type GreyClip } from '@echocohort/shared';
import { cropFrame, findView } from './find-view.js';

/** A clip of 40 x 60 px that flickers by `levels` inside a box and stands still around it. */
const clipMoving = (
  levels: number,
  box: { x: number; y: number; width: number; height: number },
  frames = 6,
): GreyClip => {
  const [height, width] = [40, 60];
  const pixels = new Uint8Array(frames * height * width).fill(90);
  for (let t = 0; t < frames; t++)
    for (let y = box.y; y < box.y + box.height; y++)
      for (let x = box.x; x < box.x + box.width; x++)
        pixels[(t * height + y) * width + x] = 100 + (t % 2 === 0 ? levels : -levels);
  return { pixels, frames, height, width, framesPerSecond: null };
};
const whole = { x: 0, y: 0, width: 60, height: 40 };

describe('findView', () => {
  it('is the box that moves', () => {
    const box = { x: 20, y: 5, width: 25, height: 30 };
    expect(findView(clipMoving(6, box))).toEqual(box);
  });

  it.each([
    ['moves too little', clipMoving(3, { x: 20, y: 5, width: 25, height: 30 })],
    ['moves in a corner only', clipMoving(20, { x: 50, y: 30, width: 8, height: 8 })],
    ['is one frame', clipMoving(20, { x: 20, y: 5, width: 25, height: 30 }, 1)],
  ])('is all of a clip that %s', (_what, clip) => {
    expect(findView(clip)).toEqual(whole);
  });

  it('takes the larger of two parts that move', () => {
    const clip = clipMoving(6, { x: 30, y: 4, width: 26, height: 32 });
    const other = clipMoving(6, { x: 2, y: 4, width: 10, height: 32 });
    const both = {
      ...clip,
      pixels: clip.pixels.map((level, i) => (level === 90 ? (other.pixels[i] as number) : level)),
    };
    expect(findView(both)).toEqual({ x: 30, y: 4, width: 26, height: 32 });
  });
});

describe('cropFrame', () => {
  it('keeps the rectangle alone', () => {
    const frame = Uint8Array.from({ length: 12 }, (_, i) => i); // 3 rows of 4
    expect([...cropFrame(frame, 4, { x: 1, y: 1, width: 2, height: 2 })]).toEqual([5, 6, 9, 10]);
    expect(cropFrame(frame, 4, { x: 0, y: 0, width: 4, height: 3 })).toEqual(frame);
  });
});
