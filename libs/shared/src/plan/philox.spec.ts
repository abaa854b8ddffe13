import { describe, expect, it } from '@jest/globals';
import { philox4x32, toUniform } from './philox.js';

const hex = (words: Uint32Array): string[] => Array.from(words, (word) => word.toString(16).padStart(8, '0'));

describe('philox4x32', () => {
  it.each([
    [[0, 0], [0, 0, 0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('gives the known answer of Random123 for key %j, counter %j', (key, counter, expected) => {
    expect(hex(philox4x32(key, counter)).join(' ')).toBe(expected);
  });

  it('gives other words when one bit of the key or the counter differs', () => {
    const zero = hex(philox4x32([0, 0], [0, 0, 0, 0]));
    expect(hex(philox4x32([1, 0], [0, 0, 0, 0]))).not.toEqual(zero);
    expect(hex(philox4x32([0, 0], [0, 0, 0, 0x80000000]))).not.toEqual(zero);
  });
});

describe('toUniform', () => {
  it('meets neither end', () => {
    expect(toUniform(0)).toBeGreaterThan(0);
    expect(toUniform(0xffffffff)).toBeLessThan(1);
  });
});
