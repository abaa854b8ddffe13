import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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
import { expectEventually, fragileBundle, type Fragility } from '@echocohort/testing';
import { systemClock } from '../flow/clock.js';
import { Device } from './device.js';
import { metricOf, modelsDir } from '../system.rig.js';

let bundle: Bundle;
let anchor: Uint8Array;
let devices: Device[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'echocohort-device-'));
  bundle = await openBundle(join(modelsDir, 'tiny'));
  anchor = (await anchorFrame(bundle, 1, 0)).pixels;
});
afterEach(async () => {
  await Promise.all(devices.map((device) => device.close()));
  devices = [];
});

afterAll(() => rm(folder, { recursive: true }));

/** A device whose samplers the test can kill, and can forbid to start. */
const deviceOf = async (
  settings: { bundle?: Bundle; samplesPerCall?: number; isolation?: 'thread' | 'process' } = {},
) => {
  const samplers: Sampler[] = [];
  const calls: number[] = [];
  const state = { mayStart: true };
  const metrics = createMetrics();
  const device = await Device.start({
    bundle: settings.bundle ?? bundle,
    provider: 'cpu',
    threads: 1,
    clock: systemClock,
    metrics,
    logger: createLogger('worker', { level: 'silent' }),
    start: async (opened, options) => {
      if (!state.mayStart) throw new EchoError('unavailable', 'no device');
      const { samplesPerCall, isolation } = settings;
      const habits = { ...(samplesPerCall && { samplesPerCall }), ...(isolation && { isolation }) };
      const sampler = await startSampler(opened, { ...options, ...habits });
      samplers.push(sampler);
      const generateEach = sampler.generateEach.bind(sampler);
      sampler.generateEach = (batch) => {
        calls.push(batch.length);
        return generateEach(batch);
      };
      return sampler;
    },
  });
  devices.push(device);
  return { device, metrics, state, samplers, calls, kill: () => samplers.at(-1)?.close() };
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

  it('has its sampler in a process of its own, as on a GPU', async () => {
    const [{ device, kill }, { device: near }] = [await deviceOf({ isolation: 'process' }), await deviceOf()];
    const batch = [requestOf(0), requestOf(1)];
    const expected = framesOf(await near.generate(batch));
    expect(framesOf(await device.generate(batch))).toEqual(expected);
    await kill();
    expect(framesOf(await device.generate(batch))).toEqual(expected);
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

  it('reads frames after a crash too, and says how busy it was', async () => {
    const { device, metrics, kill } = await deviceOf();
    await kill();
    const read = await device.read([anchor]);
    expect(read?.lvArea).toHaveLength(1);
    await device.read(Array.from({ length: 64 }, () => anchor));
    device.reportBusy();
    const ratio = await metricOf(metrics, 'echocohort_device_busy_ratio', {
      ...{ device: 'cpu', provider: 'cpu', bundle: 'tiny' },
    });
    expect(ratio).toBeGreaterThan(0);
    expect(ratio).toBeLessThanOrEqual(1);
  });
});

describe('a device that hangs', () => {
  it('is in trouble once it has not answered for too long, and not when it only has nothing to do', async () => {
    let nowMs = 0;
    const answers: (() => void)[] = [];
    const device = await Device.start({
      ...{ bundle, provider: 'cpu', threads: 1, stallMs: 1_000 },
      clock: { now: () => nowMs, after: (ms, then) => systemClock.after(ms, then) },
      metrics: createMetrics(),
      logger: createLogger('worker', { level: 'silent' }),
      start: async (...args) => {
        const sampler = await startSampler(...args);
        const generateEach = sampler.generateEach.bind(sampler);
        sampler.generateEach = async (batch) => {
          await new Promise<void>((answer) => answers.push(answer));
          return generateEach(batch);
        };
        return sampler;
      },
    });
    devices.push(device);
    nowMs = 5_000;
    expect(device.trouble).toBeNull();
    const batches = [device.generate([requestOf(0)]), device.generate([requestOf(1)])];
    await expectEventually(() => expect(answers).toHaveLength(2));
    nowMs = 5_999;
    expect(device.trouble).toBeNull();
    nowMs = 6_000;
    expect(device.trouble).toBe('bundle tiny: cpu has not answered for 1 s');
    answers[0]?.();
    await batches[0];
    expect(device.trouble).toBeNull();
    nowMs = 7_500;
    expect(device.trouble).toContain('has not answered for 2 s');
    answers[1]?.();
    await batches[1];
    nowMs = 99_000;
    expect(device.trouble).toBeNull();
  });

  it('is seen by one call that hangs while others are answered', async () => {
    let nowMs = 0;
    let answerFirst = (): void => undefined;
    const device = await Device.start({
      ...{ bundle, provider: 'cpu', threads: 1, stallMs: 1_000 },
      clock: { now: () => nowMs, after: (ms, then) => systemClock.after(ms, then) },
      metrics: createMetrics(),
      logger: createLogger('worker', { level: 'silent' }),
      start: async (...args) => {
        const sampler = await startSampler(...args);
        const refused = { status: 'rejected', reason: new EchoError('invalid-request', 'over') } as const;
        sampler.generateEach = () => new Promise((answer) => (answerFirst = () => answer([refused])));
        return sampler;
      },
    });
    devices.push(device);
    const hung = device.generate([requestOf(0)]);
    for (; nowMs < 1_000; nowMs += 300) {
      await device.read([anchor]);
      expect(device.trouble).toBeNull();
    }
    await device.read([anchor]);
    expect(device.trouble).toBe('bundle tiny: cpu has not answered for 1 s');
    answerFirst();
    await hung;
    expect(device.trouble).toBeNull();
  });
});

/**
 * A device whose sampler is like a GPU's process: a sample with an EF above 80 takes it down with all calls under way.
 * Calls take a turn of the event loop each, all at once.
 */
const shakyDevice = async () => {
  const state = { starts: 0, crashes: 0 };
  const startShaky = async (...args: Parameters<typeof startSampler>): Promise<Sampler> => {
    state.starts += 1;
    const underWay = new Set<(reason: Error) => void>();
    const dead = new EchoError('sampler-failed', 'the inference process has stopped (SIGSEGV)');
    let isDead = false;
    const call = <T>(isPoisoned: boolean, answer: T): Promise<T> =>
      new Promise((resolve, reject) => {
        if (isDead) {
          reject(dead);
          return;
        }
        underWay.add(reject);
        setImmediate(() => {
          if (isPoisoned && !isDead) {
            isDead = true;
            state.crashes += 1;
            for (const rejectOne of underWay) rejectOne(dead);
          }
          underWay.delete(reject);
          resolve(answer);
        });
      });
    const sampler = await startSampler(...args);
    sampler.prove = () => call(false, undefined);
    sampler.generateEach = (batch) =>
      call(
        batch.some(({ requestedEfPercent }) => requestedEfPercent > 80),
        batch.map(({ index }) => ({ status: 'fulfilled', value: { ...nothingMade, frames: Uint8Array.of(index) } })),
      );
    return sampler;
  };
  const device = await Device.start({
    ...{ bundle, provider: 'cpu', threads: 1, clock: systemClock, metrics: createMetrics(), start: startShaky },
    logger: createLogger('worker', { level: 'silent' }),
  });
  devices.push(device);
  return { device, state };
};
const nothingMade = { volumeCurve: new Float32Array(0), reading: null };

describe('a sample that takes the device down', () => {
  it.each([
    [1, 2],
    [2, 2],
    [8, 4],
  ])(
    'fails alone: of four batches of %i under way with it all others are made, after %i crashes',
    async (size, crashes) => {
      const { device, state } = await shakyDevice();
      const poison = 2 * size;
      const batches = Array.from({ length: 4 }, (_, n) =>
        Array.from({ length: size }, (__, k) =>
          requestOf(n * size + k, n * size + k === poison ? { requestedEfPercent: 85 } : {}),
        ),
      );
      const made = (await Promise.all(batches.map((batch) => device.generate(batch)))).flat();
      expect(made.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([poison]);
      expect(made[poison]).toMatchObject({ reason: { code: 'sampler-failed' } });
      expect(framesOf(made).filter(Boolean)).toHaveLength(4 * size - 1);
      expect(new Set(framesOf(made)).size).toBe(4 * size);
      // Once in company, and once each time that its part of the batch is tried again.
      expect(state.crashes).toBe(crashes);
      expect(device.trouble).toBeNull();
    },
  );
});

describe('a batch in one graph call', () => {
  const fragile = async (name: string, fragility: Fragility): Promise<Bundle> =>
    openBundle(await fragileBundle(join(folder, name), fragility));
  const batchOf = (size: number, overrides: (index: number) => Partial<SampleRequest> = () => ({})) =>
    Array.from({ length: size }, (_, index) => requestOf(index, overrides(index)));

  it('fails for one sample alone when the graph fails on it; the others come out as on a sound graph', async () => {
    const sound = await deviceOf();
    const { device, samplers, calls } = await deviceOf({
      bundle: await fragile('poison', { failsAboveEfPercent: 80 }),
      samplesPerCall: 32,
    });
    const poisoned = batchOf(32, (index) => (index === 21 ? { requestedEfPercent: 85 } : {}));
    calls.length = 0;
    const results = await device.generate(poisoned);
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([21]);
    expect(results[21]).toMatchObject({ reason: { code: 'sampler-failed' } });
    expect(String((results[21] as PromiseRejectedResult).reason)).toContain('Gather');
    const expected = framesOf(await sound.device.generate(batchOf(32)));
    expect(framesOf(results)).toEqual(expected.map((frames, index) => (index === 21 ? null : frames)));
    // The device is as good as before: proven by its golden sample, not started anew.
    expect(samplers).toHaveLength(1);
    expect(device.trouble).toBeNull();
    const together = calls.filter((size) => size > 1).sort((a, b) => b - a);
    expect(together).toEqual([32, 16, 16, 8, 8, 4, 4, 2, 2]);
  });

  it('tells two bad samples from thirty good ones', async () => {
    const { device } = await deviceOf({
      bundle: await fragile('two', { failsAboveEfPercent: 80 }),
      samplesPerCall: 32,
    });
    const results = await device.generate(batchOf(32, (index) => (index % 30 === 1 ? { requestedEfPercent: 85 } : {})));
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([1, 31]);
  });

  it('is halved when memory runs out, for this batch and for those that come, and no sample notices', async () => {
    const sound = await deviceOf();
    const { device, samplers } = await deviceOf({
      bundle: await fragile('memory', { mostSamplesPerCall: 5 }),
      samplesPerCall: 32,
    });
    expect(device.batchSize).toBe(bundle.manifest.batchSize.cpu);
    const results = await device.generate(batchOf(32));
    expect(framesOf(results)).toEqual(framesOf(await sound.device.generate(batchOf(32))));
    expect(device.batchSize).toBe(4);
    expect(samplers).toHaveLength(1);
  });

  it('is not begun on a device without memory for a single sample', async () => {
    const none = await fragile('none', { mostSamplesPerCall: 0 });
    await expect(startSampler(none, { provider: 'cpu', threads: 1 })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'provider cpu has not enough memory for a single sample',
    });
  });
});
