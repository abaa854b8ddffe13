/** What `npm test` checks. A check has a command, what of the set-up it `needs`, and perhaps counts of what it ran. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { jestResult, pytestResult, tapResult } from './results.mjs';

const npm = (...words) => ['npm', ['run', '--silent', ...words]];
const python = (...args) => ['.venv/bin/python', ['-m', ...args]];
const nodeTests = ['tools', 'tools/checks'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => `${folder}/${name}`),
);

/**
 * Lanes of checks that run beside each other, in each one after the other: where one waits, for a server or for its last
 * test, the other has the core.
 * @param {string} scratch folder for the files of results
 * @param {string[]} jestArgs what is said to Jest as well
 */
export const lanesOf = (scratch, jestArgs) => [typescriptLane(scratch, jestArgs), pythonLane(scratch)];

const typescriptLane = (scratch, jestArgs) => {
  const results = join(scratch, 'jest.json');
  const jest = ['node_modules/jest/bin/jest.js', '--config=tools/jest.all.mjs', '--maxWorkers=2'];
  return [
    { name: 'format', needs: ['modules'], command: ['npx', ['prettier', '--check', '--log-level', 'warn', '.']] },
    { name: 'lint', needs: ['modules'], command: npm('lint') },
    { name: 'types', needs: ['build'], command: npm('typecheck') },
    {
      name: 'jest',
      // A spec of the embedded system runs a bundle that the lab converts.
      needs: ['build', 'python', 'pythonTools'],
      command: [process.execPath, [...jest, '--json', `--outputFile=${results}`, ...jestArgs]],
      read: () => jestResult(results),
    },
  ];
};

const pythonLane = (scratch) => {
  const [tap, xml] = [join(scratch, 'tools.tap'), join(scratch, 'pytest.xml')];
  const faults = ['worker killed', 'redis flushed', 'everything killed'].join(',');
  return [
    { name: 'python lint', needs: ['python'], command: python('ruff', 'check', 'lab', 'bench') },
    {
      name: 'python types',
      needs: ['python'],
      command: python('mypy', '--config-file', 'lab/pyproject.toml', 'lab/src', 'bench'),
    },
    {
      name: 'pytest',
      needs: ['python'],
      // A process a core, one thread each: the networks of the tests are too small to share out. A file stays in one of
      // them, with what its tests share.
      command: python('pytest', '-q', '-n', 'auto', '--dist', 'loadfile', 'lab', `--junitxml=${xml}`),
      env: { OMP_NUM_THREADS: '1' },
      read: () => pytestResult(xml),
    },
    {
      name: 'tools',
      needs: ['build'],
      command: [
        process.execPath,
        ['--test', '--test-reporter=tap', `--test-reporter-destination=${tap}`, ...nodeTests],
      ],
      read: () => tapResult(tap),
    },
    {
      name: 'faults',
      needs: ['build'],
      command: npm('faults', '--', '--minutes', '0.5', '--samples', '200', '--only', faults),
    },
  ];
};
