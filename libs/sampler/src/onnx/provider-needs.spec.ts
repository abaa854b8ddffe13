import { describe, expect, it } from '@jest/globals';
import { EchoError } from '@echocohort/shared';
import { join } from 'node:path';
import {
  bindingFolder,
  cudaFolder,
  cudaLibraries,
  cudaProviderLibraries,
  explainProvider,
  type Machine,
  refuseMissing,
} from './provider-needs.js';

/** A Linux machine with these files and nothing else. */
const machineOf = (files: readonly string[], others: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  arch: 'x64',
  has: (path) => files.includes(path),
  list: (folder) => files.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
  links: () => false,
  libraryPath: [],
  ...others,
});
const installed = [
  ...cudaProviderLibraries.map((file) => join(bindingFolder(), file)),
  ...cudaLibraries.map((file) => join(cudaFolder(), file)),
];
const machinery = ['/usr/lib/x86_64-linux-gnu/libcuda.so.1', '/dev/nvidiactl'];
const whats = (machine: Machine): string[] => explainProvider('cuda', machine).map(({ what }) => what);

describe('what CUDA needs', () => {
  it('is all there on a machine with a driver after gpu:install', () => {
    expect(whats(machineOf([...installed, ...machinery]))).toEqual([]);
  });

  it('is named one by one where there is nothing, each with its remedy', () => {
    const missing = explainProvider('cuda', machineOf([]));
    expect(missing.map(({ remedy }) => remedy)).toEqual([
      'run "npm run gpu:install"',
      'run "npm run gpu:install"',
      'install driver 580 or newer',
      'in a container: --gpus all, or nvidia.com/gpu: 1',
    ]);
    expect(missing[0]!.what).toContain('libonnxruntime_providers_cuda.so');
    expect(missing[1]!.what).toContain('libcudnn.so.9');
  });

  it('is found on the library path and by the linker too, but the provider only beside the binary', () => {
    const elsewhere = cudaLibraries.map((file) => `/opt/cuda/${file}`);
    const provider = installed.slice(0, cudaProviderLibraries.length);
    const files = [...provider, ...elsewhere, ...machinery];
    expect(whats(machineOf(files, { libraryPath: ['/opt/cuda'] }))).toEqual([]);
    expect(whats(machineOf(files))).toEqual([expect.stringContaining('libcudart.so.13')]);
    expect(whats(machineOf([...provider, ...machinery], { links: (name) => name.startsWith('lib') }))).toEqual([]);
    expect(whats(machineOf([...elsewhere, ...machinery], { libraryPath: ['/opt/cuda'] }))).toHaveLength(1);
  });

  it('is not to be had off Linux on x64', () => {
    expect(whats(machineOf(installed, { platform: 'darwin', arch: 'arm64' }))).toEqual(['CUDA for darwin-arm64']);
  });
});

describe('what WebGPU needs', () => {
  const loader = { links: (name: string) => name === 'libvulkan.so.1' };
  const missing = (files: string[], others = {}) => explainProvider('webgpu', machineOf(files, others)).length;

  it('is a loader and the driver of a GPU; a rasteriser on the CPU does not count', () => {
    expect(missing([])).toBe(2);
    expect(missing(['/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'], loader)).toBe(1);
    expect(missing(['/etc/vulkan/icd.d/nvidia_icd.json'], loader)).toBe(0);
    expect(missing([], { platform: 'darwin' })).toBe(0);
  });
});

describe('refuseMissing', () => {
  it('says all that is missing in one error about the provider', () => {
    const refusal = (): EchoError => {
      try {
        refuseMissing('cuda', machineOf(installed));
      } catch (error) {
        return error as EchoError;
      }
      throw new Error('nothing was refused');
    };
    const error = refusal();
    expect(error).toBeInstanceOf(EchoError);
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe(
      'provider cuda cannot be used here. No NVIDIA driver (libcuda.so.1): install driver 580 or newer. ' +
        'No NVIDIA GPU (/dev/nvidiactl): in a container: --gpus all, or nvidia.com/gpu: 1.',
    );
    expect(error.issues.map(({ field }) => field)).toEqual(['provider', 'provider']);
  });

  it('lets a CPU work anywhere, and CUDA where everything is', () => {
    expect(() => refuseMissing('cpu', machineOf([]))).not.toThrow();
    expect(() => refuseMissing('cuda', machineOf([...installed, ...machinery]))).not.toThrow();
  });
});
