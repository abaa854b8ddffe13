/** Rooms stay small enough to look through, and the map of them is true. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const filesMost = 15;
/** Folders that are read by their index, or not at all: `migrate.ts` lists the migrations, docs/benchmarks.md the results. */
const indexed = ['docs/adr', 'libs/platform/src/database/migrations', 'bench/results'];
const isIndexed = (folder) => indexed.includes(folder) || folder.startsWith('models/');

test(`no folder has more than ${filesMost} files`, () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const counts = new Map();
  for (const file of listed.split('\n').filter((name) => name !== '' && existsSync(join(root, name))))
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const large = [...counts].filter(([folder, files]) => files > filesMost && folder !== '.' && !isIndexed(folder));
  assert.ok(counts.size > 50);
  assert.deepEqual(large, []);
});

test('every place that the map of the rooms names is there', () => {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const map = text.slice(text.indexOf('## Rooms'), text.indexOf('## Who may import whom'));
  const places = [
    ...map.matchAll(/`((?:apps|clients|libs|bench|lab|tools|deploy|docs|models)(?:\/[\w.-]+)*)(?:\/<\w+>)?`/g),
  ];
  const missing = places.map(([, place]) => place).filter((place) => !existsSync(join(root, place)));
  assert.ok(places.length > 20);
  assert.deepEqual(missing, []);
});
