/**
 * npm start: sets up what is missing, brings the whole system up in one process beside a Redis of its own, makes a
 * first trio of clips and says where to look. Ctrl-C stops all of it. `npm start -- --once` stops by itself after the
 * trio and ends with one line of JSON.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild, ensureModules, ensureNode, ensureSystem, root, SetupError, systemParts } from './setup.mjs';
import { makeFirstClips } from './start/first-clips.mjs';
import { takeFolder } from './start/only-one.mjs';
import { freePort, startRedis, startSystem } from './start/processes.mjs';

const options = {
  once: { type: 'boolean', default: false },
  home: { type: 'string', default: join(root, '.echocohort') },
  port: { type: 'string', default: '8080' },
};

const stopSignal = () =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
  });

const setUp = async () => {
  ensureNode();
  await ensureSystem(systemParts.start);
  await ensureModules();
  await ensureBuild();
};

const table = (made) => {
  const line = (...cells) => console.log(cells.map((cell) => String(cell).padEnd(12)).join(''));
  line('target EF', 'measured', 'accepted', 'attempts', 'seconds', 'video');
  for (const { targetEf, measuredEf, accepted, attempts, seconds, video } of made)
    line(targetEf, measuredEf?.toFixed(1) ?? 'unknown', accepted ? 'yes' : 'no', attempts, seconds.toFixed(1), video);
};

const directions = (system, page) =>
  console.log(`
Studio     ${system.url}/studio#key=${system.apiKey}  (the key stays in your browser)
API        ${system.url}  (documentation: ${system.url}/docs, metrics: ${system.url}/metrics)
API key    ${system.apiKey}
See them   ${page}
EF is single-plane area-length EF; every clip is synthetic and not for clinical use.`);

/** What was started, stopped in the opposite order; once it is stopped nothing more may start. */
const stack = () => {
  const parts = [];
  let closed = false;
  return {
    push: (start) => {
      if (closed) throw new SetupError('interrupted');
      const part = start();
      parts.push(part);
      return part;
    },
    stop: async () => {
      closed = true;
      while (parts.length > 0) await parts.pop().stop();
    },
  };
};

/** Everything up to the first clips. */
const bringUp = async ({ home, port }, started, folder, startedAt) => {
  await setUp();
  const redis = await started.push(() => startRedis(home)).ready;
  const env = { ECHOCOHORT_HOME: home, REDIS_URL: redis.url, PORT: String(await freePort(Number(port))) };
  const process = started.push(() => startSystem(home, env));
  const system = await process.ready;
  folder.announce(system.url);
  const setupSeconds = Number(((Date.now() - startedAt) / 1000).toFixed(1));
  console.log(`ready in ${setupSeconds} s; making three first clips`);
  const { made, page } = await makeFirstClips(system, home);
  table(made);
  directions(system, page);
  return { exited: process.exited, made, setupSeconds };
};

/** @returns {Promise<number>} the exit code */
const start = async (values, startedAt) => {
  mkdirSync(values.home, { recursive: true });
  const folder = takeFolder(values.home);
  const started = stack();
  const interrupted = stopSignal();
  try {
    const work = bringUp(values, started, folder, startedAt);
    work.catch(() => undefined); // an interrupted start ends by what it was interrupted with
    const up = await Promise.race([work, interrupted]);
    if (typeof up === 'string') return 130;
    if (values.once) {
      await started.stop();
      const samples = up.made.map(({ file: _file, ...sample }) => sample);
      console.log(JSON.stringify({ samples, setupSeconds: up.setupSeconds }));
      return 0;
    }
    console.log('Ctrl-C stops it.');
    const end = await Promise.race([interrupted, up.exited]);
    if (typeof end === 'string') return 0;
    console.error(`The system stopped by itself (exit ${end}); see ${join(values.home, 'logs')}`);
    return 1;
  } finally {
    await started.stop();
    folder.release();
  }
};

try {
  const startedAt = Date.now();
  const { values } = parseArgs({ options });
  process.exitCode = await start({ ...values, home: resolve(values.home) }, startedAt);
} catch (error) {
  const isPlain = error instanceof SetupError || error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(isPlain ? error.message : (error.stack ?? String(error)));
  process.exitCode = 1;
}
process.exit();
