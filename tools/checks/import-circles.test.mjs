/** No file imports itself by way of others: a circle is two files that say one thing, or one thing in two. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The files that each of `files` imports by a relative path; `read` gives the text of one. */
const importsOf = (files, read) => {
  const known = new Set(files);
  const resolved = (from, specifier) => posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
  const imported = (file) => ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
  return new Map(
    files.map((file) => [file, imported(file).flatMap((name) => [resolved(file, name)].filter((to) => known.has(to)))]),
  );
};

/** A path that leads from a file back to it; null when there is none. */
const circleIn = (imports) => {
  const done = new Set();
  const visit = (file, path) => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of imports.get(file)) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle) return circle.join(' -> ');
  }
  return null;
};

test('no file of the repository imports itself by way of others', () => {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', 'apps', 'clients', 'libs', 'bench'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const files = listed.split('\n').filter((file) => /\.tsx?$/.test(file));
  assert.ok(files.length > 200);
  assert.equal(circleIn(importsOf(files, (file) => readFileSync(join(root, file), 'utf8'))), null);
});

test('a circle is seen, type imports count too', () => {
  const texts = {
    'a/one.ts': "import { type Two } from '../b/two.js';",
    'b/two.ts': "export * from './three.js';",
    'b/three.ts': "const one = await import('../a/one.js');",
  };
  const imports = importsOf(Object.keys(texts), (file) => texts[file]);
  assert.equal(circleIn(imports), 'a/one.ts -> b/two.ts -> b/three.ts -> a/one.ts');
});
