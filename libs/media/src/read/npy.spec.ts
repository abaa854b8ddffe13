import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { frameOf, type GreyClip } from '@echocohort/shared';
import { fanClip, paintText, withFolder } from './clips.fixture.js';
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

  it('keeps the sector alone: a name beside it is gone', async () => {
    const size = { frames: 12, height: 240, width: 320 };
    const screen = fanClip(size, { apexX: 160, apexY: 30, radius: 160, halfAngle: 0.7 });
    await paintText(screen, { x: 4, y: 16, fontPx: 14 }, () => 'DOE, JANE 1961-02-03');
    expect(Math.max(...frameOf(screen, 0).subarray(0, 20 * 320))).toBeGreaterThan(200);
    const back = await read(encodeNpy(screen));
    expect(back.sector.y).toBeGreaterThan(20);
    expect(back.clip.height).toBeLessThan(180);
    expect(back.clip.pixels[0]).toBe(0);
    expect(back.view.width).toBeLessThan(back.clip.width);
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
    ['8 to 4096', 'unreadable-clip', "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 8, 5000), }", 40000],
  ])('refuses and names %s', async (words, code, header, length) => {
    const refusal = expect(read(npy(header, new Uint8Array(length)))).rejects;
    await refusal.toMatchObject({ code, issues: [{ field: 'file' }], message: expect.stringContaining(words) });
  });

  it('refuses a header that ends early', async () => {
    await expect(read(encodeNpy(clip).slice(0, 40))).rejects.toMatchObject({ code: 'unreadable-clip' });
  });
});
