import { describe, expect, it } from '@jest/globals';
import { printOutlines, printRecord } from './print-record.js';
import { outlineSchema } from './sample-record.js';

/** Two frames of eight points each, some of them beyond the picture. */
const px = Float32Array.from({ length: 32 }, (_, i) => 3.14159 * i - 2);
const frames = [0, 1].map((t) => Array.from(px.subarray(16 * t, 16 * (t + 1)), (at) => Math.round(at * 100) / 100));

describe('printOutlines', () => {
  it('prints what JSON.stringify would print of coordinates to a hundredth', () => {
    const printed: unknown = JSON.parse(printOutlines({ px, points: 8 }));
    expect(outlineSchema.parse(printed)).toEqual({ points: 8, frames });
  });

  it('prints the same again, when its texts are known', () => {
    expect(printOutlines({ px, points: 8 })).toBe(printOutlines({ px, points: 8 }));
    expect(printOutlines({ px, points: 4 })).not.toBe(printOutlines({ px, points: 8 }));
  });
});

describe('printRecord', () => {
  const record = { id: 'smp_1', provenance: { attempts: [{ requestedEfPercent: 40 }], lvAreaPx2: [1, 2] } };
  const json = JSON.stringify(record, null, 2);

  it('adds the outlines as the last field', () => {
    const text = printRecord({ json, outlines: { px, points: 8 } });
    expect(JSON.parse(text)).toEqual({ ...record, outline: { points: 8, frames } });
    expect(text.startsWith(json.slice(0, -2))).toBe(true);
    expect(text.endsWith('\n}\n')).toBe(true);
  });

  it('prints a record without outlines as it is', () => {
    expect(printRecord({ json, outlines: null })).toBe(`${json}\n`);
  });
});
