import { describe, expect, it } from '@jest/globals';
import { readNpy, rgbaOf } from './read-npy.js';

/** As the API writes it: a header of 128 bytes. */
const npyOf = (shape: string, pixels: readonly number[], dtype = '|u1'): ArrayBuffer => {
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
  const bytes = new Uint8Array(128 + pixels.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, 118, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(pixels, 128);
  return bytes.buffer;
};

describe('readNpy', () => {
  it('reads frames, and a canvas gets each of them as opaque greys', () => {
    const clip = readNpy(npyOf('2, 1, 2', [1, 2, 3, 4]));
    expect(clip).toMatchObject({ frames: 2, height: 1, width: 2 });
    expect([...rgbaOf(clip, 1)]).toEqual([3, 3, 3, 255, 4, 4, 4, 255]);
  });

  it('takes nothing else for frames', () => {
    expect(() => readNpy(npyOf('2, 1, 2', [1, 2, 3]))).toThrow('cut off');
    expect(() => readNpy(npyOf('2, 1, 2', [1, 2, 3, 4], '<f4'))).toThrow('cannot read');
  });
});
