import { describe, expect, it } from '@jest/globals';
import { blackPlanes, drawLuma_, evenSize } from './limited-range.js';

describe('limited range', () => {
  it('maps grey 0..255 to luma 16..235, evenly and without a step back', () => {
    const grey = Uint8Array.from({ length: 256 }, (_, level) => level);
    const planes = blackPlanes({ height: 16, width: 16 });
    drawLuma_(planes, grey, { height: 16, width: 16 });
    expect([planes[0], planes[128], planes[255]]).toEqual([16, 126, 235]);
    for (let level = 1; level < 256; level += 1)
      expect([0, 1]).toContain((planes[level] as number) - (planes[level - 1] as number));
    expect(new Set(planes.subarray(256))).toEqual(new Set([128]));
  });

  it('gives odd sides a black row and column', () => {
    const size = { height: 3, width: 1 };
    expect(evenSize(size)).toEqual({ height: 4, width: 2 });
    const planes = blackPlanes(size);
    drawLuma_(planes, new Uint8Array([255, 255, 255]), size);
    expect([...planes]).toEqual([235, 16, 235, 16, 235, 16, 16, 16, 128, 128, 128, 128]);
  });
});
