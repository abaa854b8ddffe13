import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClipSlots, openSlots, writeClips } from './clip-slots.js';

let dir = '';
let made: ClipSlots[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clip-slots-'));
});
afterEach(async () => {
  await Promise.all(made.map((slots) => slots.close()));
  made = [];
});
afterAll(() => rm(dir, { recursive: true }));

const longest = { outlines: 48, frames: 8_000 };
const make = async (clips: number, folders: readonly string[]): Promise<ClipSlots> => {
  const slots = await ClipSlots.make(clips, longest, folders);
  made.push(slots);
  return slots;
};

describe('room for slots', () => {
  it('is taken when they are made, not when they are first written', async () => {
    const { paths } = await make(5, [dir]);
    for (const path of paths) {
      const { size, blocks } = await stat(path);
      expect(size).toBe(5 * 8_048);
      expect(512 * blocks).toBeGreaterThanOrEqual(size);
    }
  });

  it('is that of the first folder that can be used', async () => {
    const { paths } = await make(1, [join(dir, 'nowhere'), dir]);
    for (const path of paths) expect(path.startsWith(join(dir, 'echocohort-clips-'))).toBe(true);
  });

  it('that nobody has is said with what is needed, and nothing is left behind', async () => {
    const clips = 2 ** 40;
    const making = ClipSlots.make(clips, longest, [dir, join(dir, 'nowhere')]);
    await expect(making).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /^expected 3539\d+ MB for .* has \d+ MB left, and .*nowhere: ENOENT.* mount a larger/,
      ),
    });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('clips in a slot', () => {
  it('come back as they were written, in memory of their own', async () => {
    const slots = await make(2, [dir]);
    const handles = await openSlots(slots.paths);
    const clips = [1, 2].map((n) => ({ outlines: Float32Array.of(n, n / 3), frames: Uint8Array.of(n, 2 * n, 3 * n) }));
    await slots.lend(async (slot) => {
      await writeClips(handles[slot]!, clips);
      const sizes = clips.map(({ outlines, frames }) => ({ outlines: outlines.byteLength, frames: frames.byteLength }));
      const held = await slots.read(slot, sizes);
      expect(held.map(({ outlines, frames }) => ({ outlines, frames }))).toEqual(clips);
      expect(held[0]!.frames.buffer).not.toBe(held[1]!.frames.buffer);
      await expect(slots.read(slot, [{ outlines: 0, frames: 100_000 }])).rejects.toThrow(
        'a batch of 100000 bytes ends at',
      );
    });
    await Promise.all(handles.map((handle) => handle.close()));
  });
});
