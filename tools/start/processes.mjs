/** The two processes of the embedded system, watched: a local Redis and the one that holds API, dispatcher and worker. */
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, quiet, root, SetupError } from '../setup.mjs';

/** `wanted` when nobody listens there, else a free port. */
export const freePort = (wanted = 0) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) =>
      wanted !== 0 && (error.code === 'EADDRINUSE' || error.code === 'EACCES') ? resolve(freePort(0)) : reject(error),
    );
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Ends a child: SIGTERM, and SIGKILL once its grace is over. */
const stopChild = async (child, graceMs) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
};

const logFile = (home, name) => {
  mkdirSync(join(home, 'logs'), { recursive: true });
  return join(home, 'logs', `${name}.log`);
};

const commandLineOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

/** A Redis that outlived a killed start would hold the folder: it is ended first. */
const endLeftOver = async (pidFile, dir) => {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (isAlive(pid) && commandLineOf(pid).includes('redis-server')) {
    const cwd = spawnSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' }).stdout.trim();
    if (cwd === dir) process.kill(pid, 'SIGTERM');
    for (let waited = 0; cwd === dir && isAlive(pid) && waited < 5000; waited += 50) await delay(50);
  }
  rmSync(pidFile, { force: true });
};

const answers = (port) =>
  spawnSync('redis-cli', ['-p', String(port), 'ping'], { encoding: 'utf8' }).stdout?.trim() === 'PONG';

/** Waits until the server answers, or says that it ended. */
const untilRedisAnswers = async (child, port, log) => {
  for (let waited = 0; waited < 15_000 && child.exitCode === null; waited += 100) {
    if (answers(port)) return;
    await delay(100);
  }
  throw new SetupError(`Redis did not start; see ${log}`);
};

/**
 * Redis on a port of its own, appending to a file in `home`. It is started again when it dies.
 * @returns {{ ready: Promise<{ url: string }>, stop(): Promise<void> }}
 */
export const startRedis = (home) => {
  const dir = join(home, 'redis');
  const pidFile = join(dir, 'redis.pid');
  const log = logFile(home, 'redis');
  let stopping = false;
  let child;
  const launch = async (port) => {
    if (stopping) return;
    const settings = {
      port,
      bind: '127.0.0.1',
      dir,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const out = openSync(log, 'a');
    child = spawn('redis-server', args, { cwd: dir, detached: true, stdio: ['ignore', out, out] });
    closeSync(out);
    writeFileSync(pidFile, String(child.pid));
    child.once('exit', () => setTimeout(() => launch(port).catch(() => undefined), 500));
    await untilRedisAnswers(child, port, log);
  };
  const begin = async () => {
    mkdirSync(dir, { recursive: true });
    await endLeftOver(pidFile, dir);
    const port = await freePort();
    await launch(port);
    return { url: `redis://127.0.0.1:${port}` };
  };
  return {
    ready: begin(),
    stop: async () => {
      stopping = true;
      if (child) await stopChild(child, 10_000);
      rmSync(pidFile, { force: true });
    },
  };
};

/**
 * The process with API, dispatcher and worker; ready when it says so.
 * @returns {{ ready: Promise<{ url: string, apiKey: string }>, exited: Promise<number>, stop(): Promise<void> }}
 */
export const startSystem = (home, env) => {
  const file = logFile(home, 'echocohort');
  const log = openSync(file, 'a');
  const child = fork(join(root, 'apps/embedded/dist/main.js'), [], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const said = new Promise((resolve) => child.on('message', (message) => message.type === 'ready' && resolve(message)));
  const ready = Promise.race([said, exited]).then((first) => {
    if (typeof first !== 'number') return first;
    const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    throw new SetupError(`The system did not start (exit ${first}). The end of ${file}:\n${tail}`);
  });
  return { ready, exited, stop: () => stopChild(child, 30_000) };
};
