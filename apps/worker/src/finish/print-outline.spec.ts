import { describe, expect, it } from '@jest/globals';
import { outlineSchema } from '@echocohort/shared';
import { printOutline } from './print-outline.js';

/** Two frames of eight points each, some of them beyond the picture. */
const outlines = Float32Array.from({ length: 32 }, (_, i) => 3.14159 * i - 2);

describe('printOutline', () => {
  it('prints what JSON.stringify would print of coordinates to a hundredth', () => {
    const printed: unknown = JSON.parse(printOutline({ outlines, outlinePoints: 8 }));
    const frames = [0, 1].map((t) =>
      Array.from(outlines.subarray(16 * t, 16 * (t + 1)), (px) => Math.round(px * 100) / 100),
    );
    expect(outlineSchema.parse(printed)).toEqual({ points: 8, frames });
  });

  it('prints the same again, when its texts are known', () => {
    expect(printOutline({ outlines, outlinePoints: 8 })).toBe(printOutline({ outlines, outlinePoints: 8 }));
    expect(printOutline({ outlines, outlinePoints: 4 })).not.toBe(printOutline({ outlines, outlinePoints: 8 }));
  });
});
