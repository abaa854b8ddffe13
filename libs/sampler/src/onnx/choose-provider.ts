import { EchoError } from '@echocohort/shared';
import { type Bundle } from '../bundle/bundle.js';
import { type Sampler, type SamplerOptions } from '../sampler.js';
import { type Provider } from './session-options.js';
import { startSampler } from '../start-sampler.js';

/** A provider that `auto` would have liked better, and why it is not used. */
export interface PassedOver {
  readonly provider: Provider;
  readonly reason: string;
}

/** The fastest first. */
const preference: readonly Provider[] = ['cuda', 'webgpu', 'cpu'];

/**
 * What `auto` means: a sampler of the fastest provider that makes the golden sample here. A provider that is not there is
 * passed over, and said; one that is there and makes another golden sample is not: that machine has to be looked at.
 * @throws EchoError `bundle-invalid`; `unavailable` when not even the CPU can be used
 */
export const chooseProvider = async (
  bundle: Bundle,
  options: Omit<SamplerOptions, 'provider'>,
  start: typeof startSampler = startSampler,
): Promise<{ sampler: Sampler; passedOver: PassedOver[] }> => {
  const passedOver: PassedOver[] = [];
  for (const provider of preference) {
    try {
      return { sampler: await start(bundle, { ...options, provider }), passedOver };
    } catch (error) {
      if (!(error instanceof EchoError) || error.code !== 'unavailable') throw error;
      passedOver.push({ provider, reason: error.message });
    }
  }
  throw new EchoError('unavailable', passedOver.map(({ reason }) => reason).join('; '));
};
