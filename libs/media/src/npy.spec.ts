import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { frameOf, type GreyClip } from '@echocohort/shared';
import { withFolder } from './clips.fixture.js';
import { encodeNpy, npyFrameRange } from './npy.js';
import { readClip } from './read-clip.js';

const clip: GreyClip = {
  pixels: Uint8Array.from({ length: 3 * 9 * 11 }, (_, i) => (i * 13) % 256),
  frames: 3,
  height: 9,
  width: 11,
  framesPerSecond: null,
};

const npy = (header: string, data: Uint8Array, version = 1): Buffer => {
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([prefix, length, Buffer.from(header, 'latin1'), data]);
};

const read = (bytes: Uint8Array) =>
  withFolder(async (folder) => {
    const path = join(folder, 'clip.npy');
    await writeFile(path, bytes);
    return readClip(path, { originalName: 'clip.npy' });
  });

describe('NPY', () => {
  it('writes a header of 128 bytes and reads itself back unchanged', async () => {
    const file = encodeNpy(clip);
    expect(file.length).toBe(128 + clip.pixels.length);
    const back = await read(file);
    expect(back.clip).toEqual(clip);
    expect(back).toMatchObject({ format: 'npy', sector: { x: 0, y: 0, width: 11, height: 9, coverage: 1 } });
  });

  it('finds every frame by its range, and no frame beyond the clip', () => {
    const file = encodeNpy(clip);
    for (const index of [0, 1, 2]) {
      const { start, end } = npyFrameRange(clip, index);
      expect(file.slice(start, end + 1)).toEqual(frameOf(clip, index).slice());
    }
    expect(() => npyFrameRange(clip, 3)).toThrow(RangeError);
  });

  it('reads [H,W] and header version 2', async () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (9, 11), }\n";
    const back = await read(npy(header, clip.pixels.subarray(0, 99), 2));
    expect(back.clip).toMatchObject({ frames: 1, height: 9, width: 11 });
  });

  it.each([
    ['dtype', 'unsupported-media', "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 9, 11), }", 396],
    ['fortran_order', 'unsupported-media', "{'descr': '|u1', 'fortran_order': True, 'shape': (1, 9, 11), }", 99],
    ['[1, 9, 11, 1]', 'unsupported-media', "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 9, 11, 1), }", 99],
    ['expected 198 bytes', 'unreadable-clip', "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 9, 11), }", 150],
    ['one plain array', 'unreadable-clip', "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (2,)}", 2],
    ['at least one frame', 'unreadable-clip', "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 9, 11), }", 0],
    [
      'at most 1024 frames',
      'unreadable-clip',
      "{'descr': '|u1', 'fortran_order': False, 'shape': (1025, 8, 8), }",
      65600,
    ],
    ['up to 1024', 'unreadable-clip', "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 8, 1100), }", 8800],
  ])('refuses and names %s', async (words, code, header, length) => {
    const refusal = expect(read(npy(header, new Uint8Array(length)))).rejects;
    await refusal.toMatchObject({ code, issues: [{ field: 'file' }], message: expect.stringContaining(words) });
  });

  it('refuses a header that ends early', async () => {
    await expect(read(encodeNpy(clip).slice(0, 40))).rejects.toMatchObject({ code: 'unreadable-clip' });
  });
});
