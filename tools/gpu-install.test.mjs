import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { foldersOf, installCuda, planOf, readRequirements } from './gpu-install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const requirements = join(root, 'deploy/gpu/requirements.txt');
const scratch = mkdtempSync(join(tmpdir(), 'gpu-install-'));
after(() => rmSync(scratch, { recursive: true }));
const linux = { platform: 'linux', arch: 'x64' };

/** A repository whose onnxruntime-node has this version and nothing else. */
const repositoryOf = (name, version = '1.30.0') => {
  const repository = join(scratch, name);
  mkdirSync(foldersOf(repository).binding, { recursive: true });
  writeFileSync(join(repository, 'node_modules/onnxruntime-node/package.json'), JSON.stringify({ version }));
  return repository;
};

/** A python3 whose pip is this shell script; `$target` is where the wheels go. */
const pythonOf = (name, script) => {
  const path = join(scratch, name);
  const findTarget = 'for word; do [ "$last" = --target ] && target=$word; last=$word; done';
  writeFileSync(path, `#!/bin/sh\necho "$@" >> ${path}.calls\n${findTarget}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
};
const wheels = [
  'onnxruntime/capi/libonnxruntime_providers_cuda.so',
  'onnxruntime/capi/libonnxruntime_providers_shared.so',
  'onnxruntime/capi/libonnxruntime_providers_tensorrt.so',
  'onnxruntime/capi/libonnxruntime.so.1.30.0',
  'nvidia/cu13/lib/libcublasLt.so.13',
  'nvidia/cu13/lib/libnvblas.so.13',
  'nvidia/cu13/lib/libnvrtc.alt.so.13',
  'nvidia/cudnn/lib/libcudnn.so.9',
  'nvidia/cudnn/include/cudnn.h',
];
const unpacking = wheels.map((file) => `mkdir -p $target/${dirname(file)}; echo ${file} > $target/${file}`).join('\n');

test('the wheels are those of the onnxruntime-node that package.json pins, one hash each', () => {
  const wanted = readRequirements(readFileSync(requirements, 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.equal(wanted.find(({ name }) => name === 'onnxruntime-gpu').version, dependencies['onnxruntime-node']);
  assert.equal(new Set(wanted.map(({ sha256 }) => sha256)).size, wanted.length);
  const cuda13 = ['nvidia-cuda-runtime', 'nvidia-cublas', 'nvidia-cuda-nvrtc', 'nvidia-nvjitlink'];
  for (const { name, version } of wanted) if (cuda13.includes(name)) assert.match(version, /^13\./);
  assert.throws(() => readRequirements('numpy==2.0.0'), /expected name==version --hash/);
  assert.throws(() => readRequirements('numpy>=2 --hash=sha256:' + 'a'.repeat(64)), /expected name==version --hash/);
});

test('the provider goes beside the binary, the libraries of NVIDIA into their folder, the rest nowhere', () => {
  const repository = repositoryOf('plain');
  const { binding, cuda } = foldersOf(repository);
  const python = pythonOf('python-plain', unpacking);
  assert.deepEqual(installCuda({ repository, requirements, python, machine: linux }), {
    outcome: 'installed',
    libraries: 4,
  });
  const at = (path) => readFileSync(path, 'utf8').trim();
  assert.equal(at(join(binding, 'libonnxruntime_providers_cuda.so')), wheels[0]);
  assert.equal(at(join(cuda, 'libcublasLt.so.13')), wheels[4]);
  assert.ok(existsSync(join(cuda, 'libcudnn.so.9')));
  for (const absent of ['libonnxruntime.so.1.30.0', 'libonnxruntime_providers_tensorrt.so'])
    assert.ok(!existsSync(join(binding, absent)), absent);
  assert.ok(!existsSync(join(cuda, 'libnvblas.so.13')));
  const [call] = readFileSync(`${python}.calls`, 'utf8').trim().split('\n');
  for (const flag of ['--require-hashes', '--no-deps', '--only-binary=:all:']) assert.ok(call.includes(flag), flag);
});

test('it is done once, and again when a library is gone or the wheels change', () => {
  const repository = repositoryOf('again');
  const python = pythonOf('python-again', unpacking);
  const install = (file = requirements) =>
    installCuda({ repository, requirements: file, python, machine: linux }).outcome;
  assert.deepEqual([install(), install()], ['installed', 'present']);
  rmSync(join(foldersOf(repository).cuda, 'libcudnn.so.9'));
  assert.deepEqual([install(), install()], ['installed', 'present']);
  const changed = join(scratch, 'changed.txt');
  writeFileSync(changed, `# other\n${readFileSync(requirements, 'utf8')}`);
  assert.deepEqual([install(changed), install(changed)], ['installed', 'present']);
  assert.equal(readFileSync(`${python}.calls`, 'utf8').trim().split('\n').length, 3);
});

test('what stands in the way is said, and nothing half done is left', () => {
  const install = (overrides) => () => installCuda({ requirements, machine: linux, ...overrides });
  const mac = { platform: 'darwin', arch: 'arm64' };
  assert.throws(install({ repository: repositoryOf('mac'), machine: mac }), /Linux on x64 alone; this is darwin-arm64/);
  assert.throws(
    install({ repository: repositoryOf('old', '1.29.0') }),
    /onnxruntime-node is 1\.29\.0, .* has onnxruntime-gpu 1\.30\.0/,
  );
  assert.throws(install({ repository: join(scratch, 'nothing') }), /run "npm ci" first/);
  const repository = repositoryOf('fails');
  assert.throws(
    install({ repository, python: join(scratch, 'no-python') }),
    /does not run .*apt-get install python3-pip/,
  );
  const noPip = pythonOf('python-no-pip', 'echo "No module named pip" >&2; exit 1');
  assert.throws(install({ repository, python: noPip }), /has no pip/);
  const tampered = pythonOf('python-tampered', 'echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1');
  assert.throws(install({ repository, python: tampered }), /DO NOT MATCH THE HASHES/);
  const empty = pythonOf('python-empty', 'mkdir -p $target');
  assert.throws(install({ repository, python: empty }), /the wheels do not hold libonnxruntime_providers_cuda\.so/);
  assert.deepEqual(planOf([], foldersOf(repository)), []);
  const left = spawnSync('find', [foldersOf(repository).binding, '-name', 'wheels-*'], { encoding: 'utf8' });
  assert.equal(left.stdout, '');
});

test('gpu:check passes with a CPU, and with CUDA passes or says what the machine lacks', () => {
  const check = (...words) =>
    spawnSync(process.execPath, ['tools/gpu-check.mjs', ...words], { cwd: root, encoding: 'utf8' });
  const cpu = check('--provider', 'cpu', '--model', 'tiny', '--seconds', '0.2');
  assert.equal(cpu.status, 0, cpu.stderr);
  assert.match(cpu.stdout, /^cpu: ready after .* Golden sample within 0\.0000 grey levels in the mean and 0 at most/m);
  assert.match(cpu.stdout, /^cpu: [0-9.]+ clips\/s of 8 frames in batches of 16\.$/m);
  const cuda = check('--model', 'tiny');
  if (cuda.status === 0) assert.match(cuda.stdout, /^cuda:0: ready after/m);
  else assert.match(cuda.stderr, /provider cuda cannot be used here\. No .*: (run|install|in a container)/);
});
