import { describe, expect, it } from '@jest/globals';
import { strokeHeight } from './grey-opening.js';

const size = { height: 31, width: 27 };
const noise = (): Uint8Array => {
  let state = 9;
  return Uint8Array.from({ length: size.height * size.width }, () => {
    state = (state * 69_069 + 12_345) % 0x1_0000_0000;
    return state >>> 24;
  });
};

/** The definition: every pixel of every window, one after the other. */
const slowly = (levels: Uint8Array, radius: number): number[] => {
  const { height, width } = size;
  const filtered = (picture: Uint8Array, choose: (...values: number[]) => number): Uint8Array =>
    Uint8Array.from(picture, (_, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      const window: number[] = [];
      for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
        for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++)
          window.push(picture[v * width + u]!);
      return choose(...window);
    });
  const opened = filtered(filtered(levels, Math.min), Math.max);
  return [...levels].map((level, i) => level - opened[i]!);
};

describe('strokeHeight', () => {
  it.each([1, 3, 8, 20])('is what the definition says, radius %i, and not what another radius gives', (radius) => {
    const levels = noise();
    const height = [...strokeHeight(levels, size, radius)];
    expect(height).toEqual(slowly(levels, radius));
    if (radius < 15) expect(height).not.toEqual(slowly(levels, radius + 1));
  });

  it('costs the same whatever the radius', () => {
    const side = 1_200;
    const levels = new Uint8Array(side * side).map((_, i) => (i * 7) % 251);
    const seconds = (radius: number): number => {
      const started = performance.now();
      strokeHeight(levels, { height: side, width: side }, radius);
      return performance.now() - started;
    };
    seconds(3); // warm
    // Each window of 121 pixels walked through would be forty times as much.
    expect(seconds(60)).toBeLessThan(8 * seconds(1) + 50);
  });
});
