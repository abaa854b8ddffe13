import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { root } from '../system/root.js';
import { type PackManifest } from './manifest.js';
import { splitArchive } from './pieces.js';

const missing = 3;
let dir: string;
let manifest: PackManifest;
const at = (...parts: readonly string[]): string => join(dir, ...parts);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'echocohort-unpack-'));
  for (const folder of ['stage/libs', 'all', 'first', 'second']) await mkdir(at(folder), { recursive: true });
  await writeFile(at('stage/libs/noise.bin'), Buffer.from(Array.from({ length: 4_096 }, (_, k) => (k * k * 31) % 253)));
  execFileSync('tar', ['-C', at('stage'), '-cJf', at('app.tar.xz'), '.']);
  const archive = await splitArchive(at('app.tar.xz'), 200, at('all'));
  manifest = { version: 1, commit: 'abc', provider: 'cpu', archives: [archive] };
});
afterEach(() => rm(dir, { recursive: true }));

const pieces = () => manifest.archives.flatMap((archive) => archive.pieces.map(({ file }) => file));

const bring = async (folder: string, names: readonly string[]): Promise<void> => {
  await writeFile(at(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const name of names) await cp(at('all', name), at(folder, name));
};

const unpack = (folder: string) => {
  const { status, stderr } = spawnSync('python3', [join(root, 'bench/gpu/unpack.py'), at(folder), at('into')], {
    encoding: 'utf8',
  });
  return { status, stderr };
};

describe('unpack.py', () => {
  it('takes pieces in two calls, in any order, and names those that are missing', async () => {
    const [first, ...others] = pieces();
    expect(others.length).toBeGreaterThan(0);
    await bring('first', others);
    expect(unpack('first')).toEqual({ status: missing, stderr: `still missing: ${first}\n` });
    await bring('second', [first!]);
    expect(unpack('second')).toEqual({ status: 0, stderr: '' });
    expect(await readFile(at('into/app/libs/noise.bin'))).toEqual(await readFile(at('stage/libs/noise.bin')));
    expect(await readdir(at('into/pieces'))).toEqual([]);
  });

  it('does nothing the second time, with no piece at hand', async () => {
    await bring('first', pieces());
    unpack('first');
    await bring('second', []);
    expect(unpack('second')).toEqual({ status: 0, stderr: '' });
  });

  it('refuses a damaged piece and keeps nothing of it', async () => {
    await bring('first', pieces());
    await writeFile(at('first', pieces()[0]!), 'damaged');
    expect(unpack('first')).toMatchObject({ status: 1, stderr: expect.stringContaining('damaged, expected SHA-256') });
    expect(await readdir(at('into/pieces'))).not.toContain(pieces()[0]);
  });
});
