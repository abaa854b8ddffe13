import { describe, expect, it } from '@jest/globals';
import { areaLengthEfPercent, areaLengthVolume } from './area-length.js';

describe('areaLengthVolume', () => {
  it('is exact for a prolate spheroid', () => {
    const [long, short] = [40, 15]; // semi-axes, px
    const volume = (4 / 3) * Math.PI * long * short * short;
    expect(areaLengthVolume(Math.PI * long * short, 2 * long)).toBeCloseTo(volume, 6);
    expect(areaLengthVolume(Math.PI * long * short, long)).not.toBeCloseTo(volume, 0);
  });
});

describe('areaLengthEfPercent', () => {
  it('compares the frames of largest and smallest area', () => {
    expect(areaLengthEfPercent([50, 100, 60, 70], [10, 10, 10, 10])).toBeCloseTo(75, 9);
  });

  it('looks at the wanted frames only', () => {
    expect(areaLengthEfPercent([100, 80, 10], [10, 10, 10], 2)).toBeCloseTo(36, 9);
  });

  it.each<[string, number[], number[]]>([
    ['no area at all', [0, 0], [0, 0]],
    ['what rounding leaves of black frames', [0.3, 0.01, 0.2], [1, 1, 1]],
    ['areas that are no numbers', [Number.NaN, Number.NaN], [1, 1]],
    ['a largest area without a length', [100, 50], [Number.NaN, 10]],
    ['a smallest area without a length', [100, 50], [10, Number.NaN]],
    ['an area without end', [Number.POSITIVE_INFINITY, 50], [10, 10]],
    ['an area in between that is no number', [100, Number.NaN, 50], [10, 10, 10]],
    ['no frames', [], []],
  ])('is null for %s', (_, area, length) => {
    expect(areaLengthEfPercent(area, length)).toBeNull();
  });

  it('is a number again from half a pixel on: the least ventricle is no rule of the heart', () => {
    expect(areaLengthEfPercent([0.5, 0.25], [1, 1])).toBeCloseTo(75, 9);
  });
});
