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

  it('is null without a ventricle', () => {
    expect(areaLengthEfPercent([0, 0], [0, 0])).toBeNull();
    expect(areaLengthEfPercent([Number.NaN, Number.NaN], [1, 1])).toBeNull();
  });
});
