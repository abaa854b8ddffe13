import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { EchoError } from '@echocohort/shared';
import { type Provider } from './session-options.js';

/** What a machine needs for a provider, for the one whose machine lacks it. */
export const providerNeeds: Record<Provider, string> = {
  cpu: 'the onnxruntime-node package with its binary for this platform',
  webgpu:
    'a GPU with a Vulkan, Metal or D3D12 driver that this process can see (on Linux: libvulkan1 and the driver’s ICD file)',
  cuda: 'libonnxruntime_providers_cuda.so of the same version beside libonnxruntime.so, CUDA 13 and cuDNN 9 on the library path, and a visible NVIDIA GPU',
};

/** One thing that is not there, and how to get it. */
export interface Missing {
  readonly what: string;
  readonly remedy: string;
}

/** What is looked at on a machine; tests bring another one. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Whether a file is there, by its absolute path. */
  readonly has: (path: string) => boolean;
  /** Names in a folder; none when it is not there. */
  readonly list: (folder: string) => readonly string[];
  /** Whether the dynamic linker finds a library, by its file name, without being told where. */
  readonly links: (library: string) => boolean;
  readonly libraryPath: readonly string[];
}

const listOf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const linkerCache = (): string => {
  try {
    return readFileSync('/etc/ld.so.cache', 'latin1');
  } catch {
    return '';
  }
};

export const thisMachine = (): Machine => {
  const cache = linkerCache();
  return {
    platform: process.platform,
    arch: process.arch,
    has: existsSync,
    list: listOf,
    links: (library) => cache.includes(`${library}\0`),
    libraryPath: (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
  };
};

/** Where onnxruntime-node keeps its binary for this platform: the CUDA provider has to lie beside it. */
export const bindingFolder = (): string => {
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return join(dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
};

/** Where `npm run gpu:install` puts NVIDIA's libraries; an inference process has it on its library path. */
export const cudaFolder = (): string => join(bindingFolder(), 'cuda');

/** Libraries that ONNX Runtime 1.30 opens for its CUDA provider, beside those that come with it. */
export const cudaLibraries = [
  'libcudart.so.13',
  'libcublas.so.13',
  'libcublasLt.so.13',
  'libcudnn.so.9',
  'libcufft.so.12',
  'libcurand.so.10',
  'libnvrtc.so.13',
] as const;
export const cudaProviderLibraries = [
  'libonnxruntime_providers_cuda.so',
  'libonnxruntime_providers_shared.so',
] as const;

const install = 'run "npm run gpu:install"';
const driverFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/local/nvidia/lib64', '/usr/lib/wsl/lib'];

const cudaMissing = (machine: Machine): Missing[] => {
  const { platform, arch, has, links, libraryPath } = machine;
  if (platform !== 'linux' || arch !== 'x64')
    return [{ what: `CUDA for ${platform}-${arch}`, remedy: 'use Linux on x64, or another provider' }];
  const provider = cudaProviderLibraries.filter((file) => !has(join(bindingFolder(), file)));
  const folders = [cudaFolder(), ...libraryPath];
  const found = (library: string): boolean => links(library) || folders.some((folder) => has(join(folder, library)));
  const libraries = cudaLibraries.filter((library) => !found(library));
  const driver =
    links('libcuda.so.1') || [...libraryPath, ...driverFolders].some((at) => has(join(at, 'libcuda.so.1')));
  const device = has('/dev/nvidiactl') || has('/dev/dxg');
  return [
    ...(provider.length > 0
      ? [{ what: `CUDA provider of ONNX Runtime (${provider.join(', ')})`, remedy: install }]
      : []),
    ...(libraries.length > 0 ? [{ what: `libraries of NVIDIA’s (${libraries.join(', ')})`, remedy: install }] : []),
    ...(driver ? [] : [{ what: 'NVIDIA driver (libcuda.so.1)', remedy: 'install driver 580 or newer' }]),
    ...(device
      ? []
      : [{ what: 'NVIDIA GPU (/dev/nvidiactl)', remedy: 'in a container: --gpus all, or nvidia.com/gpu: 1' }]),
  ];
};

const icdFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/nvidia/share/vulkan/icd.d'];
/** Mesa's software rasteriser: slower than the CPU provider on the same CPU. */
const isSoftware = (file: string): boolean => file.startsWith('lvp_');

const webgpuMissing = ({ platform, links, list }: Machine): Missing[] => {
  if (platform !== 'linux') return [];
  const drivers = icdFolders.flatMap(list).filter((file) => file.endsWith('.json') && !isSoftware(file));
  return [
    ...(links('libvulkan.so.1')
      ? []
      : [{ what: 'loader of Vulkan (libvulkan.so.1)', remedy: 'apt install libvulkan1' }]),
    ...(drivers.length > 0
      ? []
      : [{ what: `Vulkan driver of a GPU (${icdFolders.join(', ')})`, remedy: 'install the GPU’s driver' }]),
  ];
};

/** What this machine lacks for a provider, as far as files can tell; empty when it is worth a try. */
export const explainProvider = (provider: Provider, machine: Machine = thisMachine()): Missing[] => {
  switch (provider) {
    case 'cpu':
      return [];
    case 'webgpu':
      return webgpuMissing(machine);
    case 'cuda':
      return cudaMissing(machine);
  }
};

/** @throws EchoError `unavailable` naming each thing that is missing and how to get it */
export const refuseMissing = (provider: Provider, machine?: Machine): void => {
  const missing = explainProvider(provider, machine);
  if (missing.length === 0) return;
  const words = missing.map(({ what, remedy }) => `No ${what}: ${remedy}`).join('. ');
  throw new EchoError('unavailable', `provider ${provider} cannot be used here. ${words}.`, {
    issues: missing.map(({ what, remedy }) => ({ field: 'provider', expected: `${what}: ${remedy}` })),
  });
};
