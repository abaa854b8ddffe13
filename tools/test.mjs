/**
 * npm test: does all set-up, then lint, type check, every TypeScript and Python test, and ends with their totals.
 * It shares nothing with another run on the same machine: every server that a test starts has a free port and a
 * folder of its own. Words after `--` go to Jest (`npm test -- libs/media`).
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryDisk } from './memory-disk.mjs';
import {
  ensureBuild,
  ensureModules,
  ensureNode,
  ensurePython,
  ensurePythonTools,
  ensureSystem,
  quiet,
  root,
  say,
  SetupError,
  systemParts,
} from './setup.mjs';

const scratch = mkdtempSync(join(process.env.TMPDIR ?? memoryDisk() ?? tmpdir(), 'echocohort-test-'));
chmodSync(scratch, 0o711); // PostgreSQL runs as a user of its own

/** No step takes this long; one that does hangs, and says so instead of holding everything up. */
const limitMs = 20 * 60_000;

/** The output of a step that is not the first of those at work is held back until it ends. */
const shown = (command, args, { env = {}, held }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...quiet, TMPDIR: scratch, ...env },
      stdio: ['ignore', ...(held ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
    });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
    const timer = setTimeout(() => {
      say(`stopped after ${limitMs / 60_000} minutes: ${command} ${args.join(' ')}`);
      child.kill('SIGKILL');
    }, limitMs);
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (held) process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });

const python = (...args) => ['.venv/bin/python', ['-m', ...args]];
const nodeTests = ['tools', 'tools/checks'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => `${folder}/${name}`),
);

/** A step: what runs, and where its counts are read from. A step without counts is one check. */
const checks = {
  format: { command: ['npx', ['prettier', '--check', '--log-level', 'warn', '.']] },
  lint: { command: ['npm', ['run', '--silent', 'lint']] },
  types: { command: ['npx', ['nx', 'run-many', '-t', 'typecheck', '--output-style=static', '--parallel=2']] },
  'python lint': { command: python('ruff', 'check', 'lab', 'bench') },
  'python types': { command: python('mypy', '--config-file', 'lab/pyproject.toml', 'lab/src', 'bench') },
  jest: {
    command: [
      process.execPath,
      [
        'node_modules/jest/bin/jest.js',
        '--config=tools/jest.all.mjs',
        '--maxWorkers=2',
        '--json',
        `--outputFile=${join(scratch, 'jest.json')}`,
        ...process.argv.slice(2),
      ],
    ],
    counts: () => {
      const result = JSON.parse(readFileSync(join(scratch, 'jest.json'), 'utf8'));
      const suites = result.numRuntimeErrorTestSuites;
      return { passed: result.numPassedTests, failed: result.numFailedTests + suites, skipped: result.numPendingTests };
    },
  },
  tools: {
    command: [
      process.execPath,
      ['--test', '--test-reporter=tap', `--test-reporter-destination=${join(scratch, 'tools.tap')}`, ...nodeTests],
    ],
    counts: () => {
      const tap = readFileSync(join(scratch, 'tools.tap'), 'utf8');
      const total = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
      tap
        .split('\n')
        .filter((line) => /^\s*not ok/.test(line))
        .forEach(say);
      return { passed: total('pass'), failed: total('fail') + total('cancelled'), skipped: total('skipped') };
    },
  },
  faults: {
    command: [
      'npm',
      [
        ...['run', '--silent', 'faults', '--', '--minutes', '0.5', '--samples', '200'],
        ...['--only', 'worker killed,redis flushed,everything killed'],
      ],
    ],
  },
  pytest: {
    // A process a core, one thread each: the networks of the tests are too small to share out. A file stays in one of them,
    // with what its tests share.
    command: python(
      'pytest',
      '-q',
      '-n',
      'auto',
      '--dist',
      'loadfile',
      'lab',
      `--junitxml=${join(scratch, 'pytest.xml')}`,
    ),
    env: { OMP_NUM_THREADS: '1' },
    counts: () => {
      const xml = readFileSync(join(scratch, 'pytest.xml'), 'utf8');
      const total = (word) => Number(new RegExp(`<testsuite [^>]*\\b${word}="(\\d+)"`).exec(xml)?.[1] ?? 0);
      const failed = total('failures') + total('errors');
      return { passed: total('tests') - failed - total('skipped'), failed, skipped: total('skipped') };
    },
  },
};

/** One after the other; in each, lanes of steps that run beside each other, so that no core waits for the end of one. */
const phases = [
  [
    ['format', 'lint', 'types'],
    ['python lint', 'python types'],
  ],
  [['jest'], ['tools']],
  [['pytest'], ['faults']],
];

const runStep = async (name, held) => {
  const { command, counts, env } = checks[name];
  say(`\n== ${name}${held ? ', beside it' : ''}`);
  const startedAt = Date.now();
  const code = await shown(...command, { env, held });
  const seconds = (Date.now() - startedAt) / 1000;
  if (!counts) return { name, seconds, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  try {
    const result = counts();
    return { name, seconds, ...result, failed: result.failed || (code === 0 && result.passed > 0 ? 0 : 1) };
  } catch (error) {
    say(`${name}: no result was written (${error.message})`);
    return { name, seconds, passed: 0, failed: 1, skipped: 0 };
  }
};

const inTurn = async (works) => {
  for (const work of works) await work();
};

/** Ends when all have ended, and then with the first error. */
const all = async (promises) => {
  const failed = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
};

const main = async () => {
  ensureNode();
  await ensureSystem({ ...systemParts.start, ...systemParts.test });
  await all([inTurn([ensureModules, ensureBuild]), inTurn([ensurePython, ensurePythonTools])]);
  const results = [];
  for (const lanes of phases) {
    const lane = (names, at) => inTurn(names.map((name) => async () => results.push(await runStep(name, at > 0))));
    await all(lanes.map(lane));
  }
  const sum = (word) => results.reduce((total, result) => total + result[word], 0);
  console.log(
    `\n${'step'.padEnd(14)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(9)}${'seconds'.padStart(9)}`,
  );
  for (const { name, passed, failed, skipped, seconds } of results)
    console.log(
      `${name.padEnd(14)}${String(passed).padStart(8)}${String(failed).padStart(8)}${String(skipped).padStart(9)}${seconds.toFixed(1).padStart(9)}`,
    );
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return sum('failed') === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
