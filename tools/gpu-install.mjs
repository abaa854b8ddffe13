/**
 * npm run gpu:install: ONNX Runtime's CUDA provider and NVIDIA's libraries for it, beside onnxruntime-node's binary in
 * node_modules. Takes the wheels of deploy/gpu/requirements.txt with pip, each held against its SHA-256, and keeps of them
 * the shared libraries alone. Does nothing when they are there; the CUDA image of the worker runs it too.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const requirementsFile = join(root, 'deploy/gpu/requirements.txt');

/** Something that the reader can mend. */
export class InstallError extends Error {}

/** The wheels: name, version and hash of each. */
export const readRequirements = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, version, sha256] = /^([a-z0-9-]+)==([0-9.]+) --hash=sha256:([0-9a-f]{64})$/.exec(line) ?? [];
      if (!name)
        throw new InstallError(`deploy/gpu/requirements.txt: expected name==version --hash=sha256:..., got ${line}`);
      return { name, version, sha256 };
    });

/** Where the parts go: the provider beside the binary, NVIDIA's libraries in a folder that an inference process is told of. */
export const foldersOf = (repository) => {
  const binding = join(repository, 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64');
  return { binding, cuda: join(binding, 'cuda') };
};

/** Libraries that nobody opens: other front ends of the same, and alternative builds. */
const unused = /^lib(nvblas|cufftw|nvrtc\.alt|nvrtc-builtins\.alt)\./;
const providers = ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'];

/** Shared libraries below a folder, by path. */
const librariesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.so(\.\d+)*$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** Where each library of the unpacked wheels goes; the others stay behind. */
export const planOf = (libraries, { binding, cuda }) =>
  libraries.flatMap((from) => {
    const name = from.slice(from.lastIndexOf('/') + 1);
    if (providers.includes(name)) return [{ from, to: join(binding, name) }];
    return from.includes('/nvidia/') && !unused.test(name) ? [{ from, to: join(cuda, name) }] : [];
  });

const pipArguments = (target, requirements) => [
  ...['-m', 'pip', 'install', '--no-deps', '--require-hashes', '--only-binary=:all:', '--no-compile', '--quiet'],
  // The wheels' platform, whatever Python runs pip: of the wheels nothing but libraries is used.
  ...['manylinux_2_28', 'manylinux_2_27', 'manylinux2014'].flatMap((tag) => ['--platform', `${tag}_x86_64`]),
  ...['--python-version', '3.12', '--implementation', 'cp', '--target', target, '-r', requirements],
];

const checkMachine = ({ platform, arch }) => {
  if (platform !== 'linux' || arch !== 'x64')
    throw new InstallError(`CUDA is to be had on Linux on x64 alone; this is ${platform}-${arch}`);
};

/** The provider talks to ONNX Runtime's core in a way that changes with every release. */
const checkVersion = (repository, wheels) => {
  const manifest = join(repository, 'node_modules/onnxruntime-node/package.json');
  if (!existsSync(manifest)) throw new InstallError('onnxruntime-node is not installed: run "npm ci" first');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const provider = wheels.find(({ name }) => name === 'onnxruntime-gpu')?.version;
  if (provider !== version)
    throw new InstallError(
      `onnxruntime-node is ${version}, deploy/gpu/requirements.txt has onnxruntime-gpu ${provider}`,
    );
};

const unpack = (python, target, requirements) => {
  const { status, stderr, error } = spawnSync(python, pipArguments(target, requirements), { encoding: 'utf8' });
  if (error)
    throw new InstallError(
      `${python} does not run (${error.message}): install it, on Debian by "apt-get install python3-pip"`,
    );
  if (/No module named pip/.test(stderr))
    throw new InstallError(`${python} has no pip: on Debian "apt-get install python3-pip"`);
  if (status !== 0)
    throw new InstallError(`pip could not get the wheels:\n${stderr.trim().split('\n').slice(-6).join('\n')}`);
};

/**
 * @param repository whose node_modules get the libraries
 * @returns `installed` with how many libraries, or `present` when the same ones were there
 */
export const installCuda = ({
  repository = root,
  requirements = requirementsFile,
  python = 'python3',
  machine = process,
} = {}) => {
  checkMachine(machine);
  const text = readFileSync(requirements, 'utf8');
  checkVersion(repository, readRequirements(text));
  const folders = foldersOf(repository);
  const stamp = join(folders.cuda, 'installed.json');
  const digest = createHash('sha256').update(text).digest('hex');
  const before = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : null;
  if (before?.digest === digest && before.libraries.every((path) => existsSync(path)))
    return { outcome: 'present', libraries: before.libraries.length };
  // On the same disk as where they go: two gigabytes are moved, not copied.
  const target = mkdtempSync(join(folders.binding, 'wheels-'));
  try {
    unpack(python, target, requirements);
    rmSync(folders.cuda, { recursive: true, force: true });
    mkdirSync(folders.cuda);
    const plan = planOf(librariesIn(target), folders);
    const absent = providers.filter((name) => !plan.some(({ to }) => to.endsWith(`/${name}`)));
    if (absent.length > 0) throw new InstallError(`the wheels do not hold ${absent.join(' and ')}`);
    for (const { from, to } of plan) renameSync(from, to);
    writeFileSync(stamp, JSON.stringify({ digest, libraries: plan.map(({ to }) => to) }, null, 2));
    return { outcome: 'installed', libraries: plan.length };
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log('Taking CUDA libraries for ONNX Runtime (1.4 GB the first time) ...');
    const { outcome, libraries } = installCuda();
    console.log(outcome === 'present' ? 'They are there already.' : `Installed ${libraries} libraries.`);
    console.log('"npm run gpu:check" proves the GPU with the golden sample.');
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
