/** What runners of tests say of a run: counts, what failed, and how long each file of tests took. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../setup.mjs';

/** @returns {{passed, failed, skipped, files: {file, seconds}[]}} of Jest's `--json` */
export const jestResult = (path) => {
  const result = JSON.parse(readFileSync(path, 'utf8'));
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests,
    files: result.testResults.map(({ name, startTime, endTime }) => ({
      file: relative(root, name),
      seconds: (endTime - startTime) / 1000,
    })),
  };
};

/** Of pytest's `--junitxml`. */
export const pytestResult = (path) => {
  const xml = readFileSync(path, 'utf8');
  const total = (word) => Number(new RegExp(`<testsuite [^>]*\\b${word}="(\\d+)"`).exec(xml)?.[1] ?? 0);
  const failed = total('failures') + total('errors');
  const files = new Map();
  for (const [, module, time] of xml.matchAll(/<testcase classname="([^"]*)"[^>]* time="([\d.]+)"/g))
    files.set(module, (files.get(module) ?? 0) + Number(time));
  return {
    passed: total('tests') - failed - total('skipped'),
    failed,
    skipped: total('skipped'),
    files: [...files].map(([module, seconds]) => ({ file: `lab/${module.replaceAll('.', '/')}.py`, seconds })),
  };
};

/** Of Node's `--test-reporter=tap`, with the lines of what failed. */
export const tapResult = (path) => {
  const tap = readFileSync(path, 'utf8');
  const total = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const told = tap.split('\n').filter((line) => /^\s*not ok/.test(line));
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), skipped: total('skipped'), told };
};

const columns = ['passed', 'failed', 'skipped', 'seconds'];
const row = (name, cells) => `${name.padEnd(14)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;

/** The table of what was run, the slowest files of tests, and the sums. */
export const summaryOf = (results) => {
  const sum = (word) => results.reduce((total, result) => total + result[word], 0);
  const slowest = results.flatMap(({ files = [] }) => files).sort((a, b) => b.seconds - a.seconds);
  return [
    row('step', columns),
    ...results.map((result) =>
      row(
        result.name,
        columns.map((word) => (word === 'seconds' ? result.seconds.toFixed(1) : result[word])),
      ),
    ),
    '',
    'slowest files',
    ...slowest.slice(0, 8).map(({ file, seconds }) => `${seconds.toFixed(1).padStart(9)} ${file}`),
    '',
    `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`,
  ].join('\n');
};
