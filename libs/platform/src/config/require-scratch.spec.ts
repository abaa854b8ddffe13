import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { requireScratch } from '../index.js';

describe('requireScratch', () => {
  it('leaves nothing in a folder that can be written to, and names one that cannot', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'echocohort-require-scratch-'));
    requireScratch(folder);
    expect(await readdir(folder)).toEqual([]);
    expect(() => requireScratch(join(folder, 'nowhere'))).toThrow(
      /^TMPDIR: expected a folder .+nowhere \(Error: ENOENT/,
    );
    await rm(folder, { recursive: true });
  });
});
