import { describe, expect, it } from '@jest/globals';
import { EchoError, type ErrorCode } from '@echocohort/shared';
import { fileURLToPath } from 'node:url';
import { chooseProvider } from './choose-provider.js';
import { openBundle } from '../bundle/open-bundle.js';
import { explainProvider } from './provider-needs.js';
import { type Sampler } from '../sampler.js';
import { type Provider } from './session-options.js';
import { type startSampler } from '../start-sampler.js';

const tiny = fileURLToPath(new URL('../../../../models/tiny', import.meta.url));

/** Providers that start, and those that fail with a code; what was tried is kept. */
const starting = (failures: Partial<Record<Provider, ErrorCode>>) => {
  const tried: Provider[] = [];
  const start: typeof startSampler = (_, { provider }) => {
    tried.push(provider);
    const code = failures[provider];
    if (code) return Promise.reject(new EchoError(code, `no ${provider}`));
    return Promise.resolve({ provider } as Sampler);
  };
  return { tried, start };
};
const choose = async (failures: Partial<Record<Provider, ErrorCode>>) => {
  const { tried, start } = starting(failures);
  const { sampler, passedOver } = await chooseProvider(await openBundle(tiny), { threads: 1 }, start);
  return { provider: sampler.provider, passedOver, tried };
};

describe('auto', () => {
  it('takes the fastest provider that is there, and says why not the others', async () => {
    expect(await choose({})).toEqual({ provider: 'cuda', passedOver: [], tried: ['cuda'] });
    expect(await choose({ cuda: 'unavailable' })).toMatchObject({ provider: 'webgpu' });
    expect(await choose({ cuda: 'unavailable', webgpu: 'unavailable' })).toEqual({
      provider: 'cpu',
      passedOver: [
        { provider: 'cuda', reason: 'no cuda' },
        { provider: 'webgpu', reason: 'no webgpu' },
      ],
      tried: ['cuda', 'webgpu', 'cpu'],
    });
  });

  it('does not pass over a provider that makes another golden sample', async () => {
    await expect(choose({ cuda: 'bundle-invalid' })).rejects.toMatchObject({ code: 'bundle-invalid' });
  });

  it('says all reasons when there is nothing at all', async () => {
    const none = { cuda: 'unavailable', webgpu: 'unavailable', cpu: 'unavailable' } as const;
    await expect(choose(none)).rejects.toThrow('no cuda; no webgpu; no cpu');
  });

  it('ends on this machine with a provider that it has everything for', async () => {
    const { sampler, passedOver } = await chooseProvider(await openBundle(tiny), { threads: 1 });
    expect(explainProvider(sampler.provider)).toEqual([]);
    expect(passedOver.every(({ provider }) => provider !== sampler.provider)).toBe(true);
    await sampler.close();
  });
});
