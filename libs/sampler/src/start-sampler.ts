import { fieldError } from '@echocohort/shared';
import { type Bundle } from './bundle/bundle.js';
import { startGraphSampler } from './graph/graph-sampler.js';
import { refuseMissing } from './onnx/provider-needs.js';
import { type Sampler, type SamplerOptions } from './sampler.js';
import { startSamplerProcess } from './process/sampler-process.js';
import { type Provider } from './onnx/session-options.js';

/** A GPU's driver can take its process with it, and CUDA's libraries are found by a path that a process starts with. */
const isolationOf: Readonly<Record<Provider, 'thread' | 'process'>> = {
  cpu: 'thread',
  webgpu: 'process',
  cuda: 'process',
};

/**
 * Puts a bundle to work. The golden sample is made first and held against the one that came with the bundle: a machine
 * that makes another one does no work.
 * @throws EchoError `bundle-invalid` when the golden sample is off; `unavailable` when the provider cannot be used here
 */
export const startSampler = async (bundle: Bundle, options: SamplerOptions): Promise<Sampler> => {
  const { provider, threads, isolation = isolationOf[provider] } = options;
  if (!Number.isInteger(threads) || threads < 1)
    throw fieldError('invalid-request', 'threads', `expected an integer of 1 or more, got ${threads}`);
  refuseMissing(provider);
  return isolation === 'process' ? startSamplerProcess(bundle, options) : startGraphSampler(bundle, options);
};
