import { describe, expect, it } from '@jest/globals';
import { queueResult, samplerResult } from './result.fixture.js';
import { resultTable, shown, table } from './table.js';

describe('shown', () => {
  it.each([
    [0, '0'],
    [0.187_4, '0.187'],
    [1.256, '1.26'],
    [37.36, '37.4'],
    [504.2, '504'],
    [5_355.45, '5,355'],
    [0.000_077_2, '0.000077'],
  ])('%p has three digits: %p', (value, text) => expect(shown(value)).toBe(text));
});

describe('table', () => {
  it('aligns text to the left and numbers to the right', () => {
    expect(
      table([
        ['figure', 'n'],
        ['a', '10'],
        ['longer', '5'],
      ]),
    ).toBe('figure   n\na       10\nlonger   5');
  });
});

describe('resultTable', () => {
  it('shows each figure with its rounds and whether its target is met', () => {
    const line = resultTable(samplerResult)
      .split('\n')
      .find((each) => each.startsWith('vsTorchEager'));
    expect(line?.split(/\s{2,}/)).toEqual(['vsTorchEager', '1.3', '1.2 to 1.4', '1.2 / 1.6', 'must']);
    expect(resultTable(queueResult)).toMatch(/samplesPerSecond\s+1,000\s+4,000 \/ 8,000\s+missed/);
  });
});
