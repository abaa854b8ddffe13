import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifestOf } from '../test-rig/bundles.js';
import { loadBundles } from './load-bundles.js';

describe('loadBundles', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'echocohort-bundles-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const write = async (name: string, text: string) => {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'bundle.json'), text);
  };

  it('reads every bundle of the folder, with the SHA-256 of its file', async () => {
    const text = JSON.stringify(manifestOf({ name: 'b' }), null, 1);
    await write('b', text);
    await write('a', JSON.stringify(manifestOf({ name: 'a' })));
    await mkdir(join(dir, 'not-a-bundle'));
    const bundles = await loadBundles(dir);
    expect(bundles.map(({ manifest }) => manifest.name)).toEqual(['a', 'b']);
    expect(bundles[1]?.fingerprint).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it.each([
    ['is no JSON', '{', 'expected JSON'],
    ['lacks a field', '{"format":"echocohort-bundle/2"}', 'name'],
    ['is of another format', JSON.stringify({ ...manifestOf(), format: 'other' }), 'format'],
  ])('names the file of a bundle that %s', async (_name, text, what) => {
    await write('broken', text);
    const loading = loadBundles(dir);
    await expect(loading).rejects.toMatchObject({ code: 'bundle-invalid' });
    await expect(loading).rejects.toThrow(new RegExp(`broken/bundle.json: ${what}`));
  });
});
