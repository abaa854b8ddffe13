/**
 * What decoding costs: seconds, how late this process's event loop came meanwhile, and the most memory of each program that took part.
 *   node tools/decode-costs.mjs ultrasound.dcm ...
 *   node tools/decode-costs.mjs --worst         the worst files known, made for it (after npm run build and npm run bench)
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { decodeApart, extensionOf, unlinkedFile } from '../libs/media/dist/index.js';

const { values, positionals } = parseArgs({ options: { worst: { type: 'boolean' } }, allowPositionals: true });
const everyMs = 20;

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Programs below this process, by the session that a decode process begins, with their resident memory in MiB. */
const programs = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      stat: read(`/proc/${pid}/stat`)
        .replace(/^.*\) /s, '')
        .split(' '),
      pid,
    }))
    .map(({ stat, pid }) => ({ parent: Number(stat[1]), session: Number(stat[3]), pid: Number(pid) }))
    .filter(
      ({ parent, session, pid }, _, all) =>
        all.some((one) => one.pid === session && one.parent === process.pid) ||
        (session === pid && parent === process.pid),
    )
    .map(({ pid }) => ({
      name: basename(read(`/proc/${pid}/cmdline`).split('\0')[0]) || 'gone',
      mebibytes: Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024,
    }));

const costsOf = async (path) => {
  const [input, npy, sheet] = [await open(path, 'r'), await unlinkedFile(), await unlinkedFile()];
  const peaks = {};
  const look = setInterval(() => {
    for (const { name, mebibytes } of programs()) peaks[name] = Math.max(peaks[name] ?? 0, mebibytes);
  }, everyMs);
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const started = performance.now();
  const files = { input: input.fd, npy: npy.fd, sheet: sheet.fd };
  const said = await decodeApart(files, { extension: extensionOf(path) }).then(
    ({ frames, height, width }) => `${frames} frames of ${width} x ${height}`,
    ({ code, message }) => `${code}: ${message}`,
  );
  const seconds = (performance.now() - started) / 1_000;
  clearInterval(look);
  await Promise.all([input, npy, sheet].map((file) => file.close()));
  const memory = Object.entries(peaks)
    .filter(([, mebibytes]) => mebibytes > 8)
    .map(([name, mebibytes]) => `${name} ${mebibytes.toFixed(0)} MiB`);
  console.log(
    `${basename(path)}: ${seconds.toFixed(1)} s, loop ${(lag.max / 1e6).toFixed(0)} ms, ${memory.join(', ')}; ${said}`,
  );
};

const folder = mkdtempSync(join(tmpdir(), 'echocohort-costs-'));
try {
  const worst = [];
  if (values.worst) {
    const { worstUploads } = await import('../bench/dist/contestants/worst-uploads.js');
    for (const { name, bytes } of worstUploads(folder)) {
      worst.push(join(folder, name));
      writeFileSync(worst.at(-1), bytes);
    }
  }
  for (const path of [...positionals, ...worst]) await costsOf(path);
} finally {
  rmSync(folder, { recursive: true });
}
