import { describe, expect, it } from '@jest/globals';
import { firstEf, paramsOf, toggled, viewOf, withinEf } from './view.js';

describe('a view', () => {
  it('is the same after it was an address', () => {
    const view = { clip: 'clip_01ABC', ef: 35, seed: 12, observed: [3, 9], outlines: false, ladder: true };
    expect(viewOf(paramsOf(view))).toEqual(view);
    expect(paramsOf(view).toString()).toBe('clip=clip_01ABC&ef=35&seed=12&observed=3.9&outlines=off&ladder=on');
  });

  it('is the usual one where an address says nothing, or nonsense', () => {
    const usual = { clip: null, ef: null, seed: 7, observed: [], outlines: true, ladder: false };
    expect(viewOf(new URLSearchParams())).toEqual(usual);
    expect(viewOf(new URLSearchParams('clip=../x&ef=140&seed=-1&observed=a.b&outlines=no'))).toEqual(usual);
    expect(paramsOf(usual).toString()).toBe('');
  });
});

describe('toggled', () => {
  it('takes a frame in and out, and no more than a model looks at', () => {
    expect(toggled([], 5, 2)).toEqual([5]);
    expect(toggled([5], 2, 2)).toEqual([2, 5]);
    expect(toggled([2, 5], 5, 2)).toEqual([2]);
    expect(toggled([2, 5], 9, 2)).toEqual([5, 9]);
    expect(toggled([2], 9, 1)).toEqual([9]);
  });
});

describe('an EF', () => {
  it('stays between 5 and 85, and begins far from the source’s own', () => {
    expect([2, 40, 90].map(withinEf)).toEqual([5, 40, 85]);
    expect([67, 30, null].map(firstEf)).toEqual([25, 60, 25]);
  });
});
