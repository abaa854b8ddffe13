import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, createMetrics } from '@echocohort/platform';
import {
  anchorFrame,
  openBundle,
  startSampler,
  type Bundle,
  type SampleRequest,
  type Sampler,
} from '@echocohort/sampler';
import { EchoError } from '@echocohort/shared';
import { systemClock } from './clock.js';
import { Device } from './device.js';
import { metricOf, modelsDir } from './system.rig.js';

let bundle: Bundle;
let anchor: Uint8Array;
let devices: Device[] = [];

beforeAll(async () => {
  bundle = await openBundle(join(modelsDir, 'tiny'));
  anchor = (await anchorFrame(bundle, 1, 0)).pixels;
});
afterEach(async () => {
  await Promise.all(devices.map((device) => device.close()));
  devices = [];
});

/** A device whose samplers the test can kill, and can forbid to start. */
const deviceOf = async () => {
  const samplers: Sampler[] = [];
  const state = { mayStart: true };
  const metrics = createMetrics();
  const device = await Device.start({
    bundle,
    provider: 'cpu',
    threads: 1,
    clock: systemClock,
    metrics,
    logger: createLogger('worker', { level: 'silent' }),
    start: async (...args) => {
      if (!state.mayStart) throw new EchoError('unavailable', 'no device');
      const sampler = await startSampler(...args);
      samplers.push(sampler);
      return sampler;
    },
  });
  devices.push(device);
  return { device, metrics, state, samplers, kill: () => samplers.at(-1)?.close() };
};

const requestOf = (index: number, overrides: Partial<SampleRequest> = {}): SampleRequest => ({
  seed: 3,
  index,
  attempt: 0,
  requestedEfPercent: 50,
  frames: bundle.manifest.maxFrames,
  references: [anchor],
  positions: [0],
  anchorPhase: null,
  ...overrides,
});
const framesOf = (results: readonly PromiseSettledResult<{ frames: Uint8Array }>[]): (string | null)[] =>
  results.map((result) => (result.status === 'fulfilled' ? Buffer.from(result.value.frames).toString('hex') : null));

describe('Device', () => {
  it('starts a dead sampler anew, and the samples come out as they would have', async () => {
    const { device, samplers, kill } = await deviceOf();
    const batch = [requestOf(0), requestOf(1)];
    const before = framesOf(await device.generate(batch));
    await kill();
    const after = framesOf(await device.generate(batch));
    expect(after).toEqual(before);
    expect(after[0]).not.toBe(after[1]);
    expect(samplers).toHaveLength(2);
    await kill();
    const [one, other] = await Promise.all([device.generate(batch), device.generate(batch)]);
    expect([framesOf(one), framesOf(other)]).toEqual([before, before]);
    expect(samplers).toHaveLength(3);
  });

  it('lets a request that cannot be met fail alone, without a new sampler', async () => {
    const { device, samplers } = await deviceOf();
    const results = await device.generate([requestOf(0), requestOf(1, { frames: 1_000 }), requestOf(2)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'invalid-request' } });
    expect(samplers).toHaveLength(1);
  });

  it('gives its samples back while no sampler can be started, and heals', async () => {
    const { device, state, kill } = await deviceOf();
    state.mayStart = false;
    await kill();
    const results = await device.generate([requestOf(0), requestOf(1)]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(device.trouble).toContain('tiny');
    state.mayStart = true;
    expect(framesOf(await device.generate([requestOf(0)]))).toEqual([expect.any(String)]);
    expect(device.trouble).toBeNull();
  });

  it('measures and audits after a crash too, and says how busy it was', async () => {
    const { device, metrics, kill } = await deviceOf();
    await kill();
    const measured = await device.measure([anchor]);
    expect(measured?.lvArea).toHaveLength(1);
    await device.audit(Array.from({ length: 64 }, () => anchor));
    device.reportBusy();
    const ratio = await metricOf(metrics, 'echocohort_device_busy_ratio', { device: 'tiny', provider: 'cpu' });
    expect(ratio).toBeGreaterThan(0);
    expect(ratio).toBeLessThanOrEqual(1);
  });
});
