import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { root } from '../system/root.js';
import { parseLdd } from './libraries.js';
import { packManifestSchema, type PackManifest } from './manifest.js';
import { isNeeded, productionPackages } from './modules.js';
import { cuts, splitArchive } from './pieces.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'echocohort-pack-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('cuts', () => {
  it('cover a file without gap or overlap', () => {
    expect(cuts(10, 4)).toEqual([
      { start: 0, end: 4 },
      { start: 4, end: 8 },
      { start: 8, end: 10 },
    ]);
    expect(cuts(8, 4)).toHaveLength(2);
    expect(() => cuts(8, 0)).toThrow(RangeError);
  });
});

describe('splitArchive', () => {
  it('makes pieces that are the file when put together', async () => {
    const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, k) => (k * 7) % 251));
    await writeFile(join(dir, 'a.tar.xz'), bytes);
    const { pieces, sizeBytes } = await splitArchive(join(dir, 'a.tar.xz'), 300, dir);
    expect(pieces.map(({ file }) => file)).toEqual([0, 1, 2, 3].map((k) => `a.tar.xz.00${k}`));
    expect(pieces.map((piece) => piece.sizeBytes)).toEqual([300, 300, 300, 100]);
    expect(sizeBytes).toBe(1_000);
    expect(Buffer.concat(await Promise.all(pieces.map(({ file }) => readFile(join(dir, file)))))).toEqual(bytes);
  });
});

describe("a pack's manifest", () => {
  const piece = { file: 'a.000', sizeBytes: 5, sha256: '0'.repeat(64) };
  const archive = { name: 'a', sizeBytes: 5, sha256: '1'.repeat(64), pieces: [piece] };
  const manifest: PackManifest = { version: 1, commit: 'abc', provider: 'cuda', archives: [archive] };

  it.each([
    ['sizes that do not add up', { archives: [{ ...archive, sizeBytes: 6 }] }],
    ['a piece of two archives', { archives: [archive, archive] }],
    ['a piece in another folder', { archives: [{ ...archive, pieces: [{ ...piece, file: '../a' }] }] }],
    ['no archive', { archives: [] }],
  ])('refuses %s', (_what, change) => {
    expect(packManifestSchema.safeParse(manifest).success).toBe(true);
    expect(packManifestSchema.safeParse({ ...manifest, ...change }).success).toBe(false);
  });
});

describe('productionPackages', () => {
  it('leaves out what only development needs, and the workspaces themselves', async () => {
    const packages = productionPackages(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
    expect(packages).toEqual(
      expect.arrayContaining(['bullmq', 'onnxruntime-node', 'sharp', 'pg'].map((name) => `node_modules/${name}`)),
    );
    for (const name of ['jest', 'typescript', 'nx', 'eslint', '@echocohort/api'])
      expect(packages).not.toContain(`node_modules/${name}`);
  });
});

describe('isNeeded', () => {
  it.each([
    ['node_modules/bullmq/dist/esm/index.js', true],
    ['node_modules/bullmq/dist/esm/index.js.map', false],
    ['node_modules/bullmq/dist/esm/index.d.ts', false],
    ['node_modules/zod/LICENSE', true],
    ['node_modules/zod/LICENSE.md', true],
    ['node_modules/zod/README.md', false],
    ['node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1', true],
    ['node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so', false],
    ['node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll', false],
  ])('%s: %p', (path, needed) => {
    expect(isNeeded(path)).toBe(needed);
  });
});

describe('parseLdd', () => {
  const line = (name: string, path: string): string => `\t${name} => ${path} (0x00007f0cb56e4000)`;

  it('takes every library but the C library', () => {
    const text = [
      '\tlinux-vdso.so.1 (0x0)',
      line('libx264.so.164', '/usr/lib/libx264.so.164'),
      line('libc.so.6', '/lib/libc.so.6'),
    ];
    expect([...parseLdd(text.join('\n'))]).toEqual([['libx264.so.164', '/usr/lib/libx264.so.164']]);
  });

  it('says which one is missing', () => {
    expect(() => parseLdd('\tlibx264.so.164 => not found')).toThrow(/libx264.*not found/);
  });
});
