/** Specs are loaded by tools/jest: it must tell what failed and where, and mean the same by a type as the specs do. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
// In the repository, where `@jest/globals` and the preset are found.
mkdirSync(join(root, '.cache'), { recursive: true });
const project = mkdtempSync(join(root, '.cache/spec-runtime-'));
after(() => rmSync(project, { recursive: true }));

const files = {
  'package.json': '{ "type": "module" }',
  'jest.config.mjs': "import { preset } from '../../jest.preset.mjs';\nexport default preset('planted');\n",
  'src/answer.ts':
    'export interface Answer {\n  value: number;\n}\nexport const loads = { count: 0 };\nloads.count += 1;\n',
  'src/one.spec.ts': `import { expect, it } from '@jest/globals';
import { type Answer, loads } from './answer.js';

it('passes', () => {
  const made = { a: 'x', b: 1, c: [1], d: { e: true }, f: new Date(), g: () => 1 };
  const [a, b, c, d] = [expect.any(String), expect.any(Number), expect.any(Array), expect.any(Object)];
  expect(made).toEqual({ a, b, c, d, f: expect.any(Date), g: expect.any(Function) });
  expect({ of: new Error('x') }).toStrictEqual({ of: new Error('x') });
  expect(() => JSON.parse('{')).toThrow(SyntaxError);
  expect(import.meta.url).toMatch(/one\\.spec\\.ts$/);
  expect(loads.count).toBe(1);
});
it('fails', () => {
  const answer: Answer = { value: 42 };
  expect(answer).toEqual({ value: 43 });
});
it('fails too', () => {
  expect(new Error('x')).toEqual(new Error('y'));
});
`,
  'src/two.spec.ts': `import { expect, it } from '@jest/globals';
import { loads } from './answer.js';

it('passes', () => {
  expect(loads.count).toBe(1);
  expect(new Uint8Array(1)).not.toStrictEqual(new Uint16Array(1));
});
`,
};

test('a spec that fails is counted, and its line is named', () => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/jest/bin/jest.js'), '--json', '--runInBand'],
    { cwd: project, encoding: 'utf8' },
  );
  assert.equal(status, 1, stderr);
  const result = JSON.parse(stdout);
  assert.deepEqual([result.numPassedTests, result.numFailedTests, result.numRuntimeErrorTestSuites], [2, 2, 0]);
  const failures = result.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status: s }) => s === 'failed');
  assert.deepEqual(
    failures.map(({ title }) => title),
    ['fails', 'fails too'],
  );
  assert.match(failures[0].failureMessages[0], /Expected {2}- 1[^]*one\.spec\.ts:15:18/);
});
