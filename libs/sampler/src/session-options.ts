import { type SessionOptions } from './inference-thread.js';

export const providers = ['cpu', 'webgpu', 'cuda'] as const;
/** Where graphs run. One that cannot be used is refused; it is never silently replaced by another. */
export type Provider = (typeof providers)[number];

/**
 * Options of a session. Arena and memory pattern are off: they buy nothing on these graphs and keep the largest batch's
 * memory for ever.
 */
export const sessionOptions = (provider: Provider, threads: number): SessionOptions => ({
  executionProviders: [provider],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  logSeverityLevel: 3,
});

/** Options to read what a graph takes and gives, and nothing more. */
export const inspectionOptions: SessionOptions = { ...sessionOptions('cpu', 1), graphOptimizationLevel: 'disabled' };

/** What a machine needs for a provider, for the one whose machine lacks it. */
export const providerNeeds: Record<Provider, string> = {
  cpu: 'the onnxruntime-node package with its binary for this platform',
  webgpu:
    'a GPU with a Vulkan, Metal or D3D12 driver that this process can see (on Linux: libvulkan1 and the driver’s ICD file)',
  cuda: 'libonnxruntime_providers_cuda.so of the same version beside libonnxruntime.so, CUDA 13 and cuDNN 9 on the library path, and a visible NVIDIA GPU',
};
