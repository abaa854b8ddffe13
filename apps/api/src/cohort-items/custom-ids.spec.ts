import { describe, expect, it } from '@jest/globals';
import { bitsOf, CustomIds } from './custom-ids.js';

describe('CustomIds', () => {
  it('knows every id that it has met, and no other', () => {
    const ids = new CustomIds(10_000);
    for (let line = 1; line <= 10_000; line += 1) {
      const bits = bitsOf(`id ${line}`);
      expect(ids.placesOf(bits)).toEqual([]);
      ids.add(bits, { line, offset: 10 * line });
    }
    for (const line of [1, 77, 9_999])
      expect(ids.placesOf(bitsOf(`id ${line}`))).toEqual([{ line, offset: 10 * line }]);
    for (const id of ['id 0', 'id 10001', 'Id 1']) expect(ids.placesOf(bitsOf(id))).toEqual([]);
  });

  it('names all that share the same bits, also beside others that begin with them', () => {
    const ids = new CustomIds(4);
    ids.add(Uint32Array.of(7, 1), { line: 1, offset: 0 });
    ids.add(Uint32Array.of(7, 2), { line: 2, offset: 5 });
    ids.add(Uint32Array.of(7, 1), { line: 3, offset: 9 });
    expect(ids.placesOf(Uint32Array.of(7, 1)).map(({ line }) => line)).toEqual([1, 3]);
    expect(ids.placesOf(Uint32Array.of(7, 2)).map(({ line }) => line)).toEqual([2]);
    expect(ids.placesOf(Uint32Array.of(7, 3))).toEqual([]);
    expect(ids.placesOf(Uint32Array.of(15, 1))).toEqual([]);
  });

  it('tells ids apart by their whole text', () => {
    expect(bitsOf('a')).not.toEqual(bitsOf('b'));
    expect(bitsOf('x'.repeat(127) + 'a')).not.toEqual(bitsOf('x'.repeat(127) + 'b'));
  });
});
