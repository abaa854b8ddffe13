/**
 * npm test: does all set-up, then lint, type check, every TypeScript and Python test, and ends with their totals. A check
 * begins as soon as what it needs is set up. It shares nothing with another run on the same machine: every server that a test
 * starts has a free port and a folder of its own. Words after `--` go to Jest (`npm test -- libs/media`).
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
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
import { lanesOf } from './test/checks.mjs';
import { summaryOf } from './test/results.mjs';

const scratch = mkdtempSync(join(process.env.TMPDIR ?? memoryDisk() ?? tmpdir(), 'echocohort-test-'));
chmodSync(scratch, 0o711); // PostgreSQL runs as a user of its own

/** No step takes this long; one that does hangs, and says so instead of holding everything up. */
const limitMs = 20 * 60_000;

/** The output of a step that is not of the first lane is held back until it ends. */
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

/** A step whose results are not read is one check. */
const resultOf = (code, read) => {
  if (!read) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  try {
    const result = read();
    result.told?.forEach(say);
    return { ...result, failed: result.failed || (code === 0 && result.passed > 0 ? 0 : 1) };
  } catch (error) {
    say(`no result was written (${error.message})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

const runCheck = async ({ name, command, env, read }, held) => {
  say(`\n== ${name}${held ? ', beside it' : ''}`);
  const startedAt = performance.now();
  const code = await shown(...command, { env, held });
  return { name, seconds: (performance.now() - startedAt) / 1000, ...resultOf(code, read) };
};

/** Ends when all have ended, and then with the first error. */
const all = async (promises) => {
  const ended = await Promise.allSettled(promises);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return ended.map(({ value }) => value);
};

/** What checks may need, each part under way at once where it can be. */
const setUp = () => {
  const modules = ensureModules();
  const python = ensurePython();
  const parts = { modules, build: modules.then(ensureBuild), python, pythonTools: python.then(ensurePythonTools) };
  for (const part of Object.values(parts)) part.catch(() => undefined); // whoever needs it hears of it
  return parts;
};

const runLane = async (checks, parts, held) => {
  const results = [];
  for (const check of checks) {
    await Promise.all(check.needs.map((part) => parts[part]));
    results.push(await runCheck(check, held));
  }
  return results;
};

const main = async () => {
  ensureNode();
  await ensureSystem({ ...systemParts.start, ...systemParts.test });
  const parts = setUp();
  const lanes = lanesOf(scratch, process.argv.slice(2));
  const results = (await all(lanes.map((checks, at) => runLane(checks, parts, at > 0)))).flat();
  console.log(`\n${summaryOf(results)}`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
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
