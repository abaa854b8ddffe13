import { describe, expect, it } from '@jest/globals';
import { pathOf, rangeWords, sharesOf } from './volume-path.js';

describe('the volume curves', () => {
  it('share one scale', () => {
    expect(sharesOf([[50, 25], [100]])).toEqual([[0.5, 0.25], [1]]);
    expect(sharesOf([[0, 0]])).toEqual([[0, 0]]);
  });

  it('run over the whole beat, whatever their number of frames', () => {
    expect(pathOf([1, 0.5, 0])).toBe('M0 1L170 55L340 109');
    expect(pathOf([1, 0])).toBe('M0 1L340 109');
    expect(pathOf([])).toBe('');
  });

  it('are told in words', () => {
    expect(rangeWords('Source', [0.5, 0.9, 0.3])).toBe('Source from 90 down to 30 %');
  });
});
