import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readPhase } from './request/anchor-phase.js';
import { anchorFrame } from './bundle/anchors.js';
import { type Bundle } from './bundle/bundle.js';
import { openBundle } from './bundle/open-bundle.js';
import { shoelace } from './request/reading.fixture.js';
import { type SampleRequest } from './request/sample-request.js';
import { type Sampler } from './sampler.js';
import { startSampler } from './start-sampler.js';

/** The bundle that ships, on one thread: what a user's machine does, as slowly as it may. */
let bundle: Bundle;
let sampler: Sampler;
let anchor: Uint8Array;
beforeAll(async () => {
  bundle = await openBundle(fileURLToPath(new URL('../../../models/echo-motion', import.meta.url)));
  sampler = await startSampler(bundle, { provider: 'cpu', threads: 1 });
  anchor = (await anchorFrame(bundle, 3, 0)).pixels;
});
afterAll(() => sampler.close());

const requestOf = (overrides: Partial<SampleRequest> = {}): SampleRequest => ({
  seed: 3,
  index: 0,
  attempt: 0,
  requestedEfPercent: 55,
  frames: bundle.manifest.maxFrames,
  references: [anchor],
  positions: [0],
  anchorPhase: { position: 0, contraction: 0, contracting: null },
  ...overrides,
});
const only = async (request: SampleRequest) => (await sampler.generate([request]))[0]!;
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Milliseconds that this thread was ready to run and the machine gave it no core; 0 where the kernel does not tell. */
const starvedMs = (): number => {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'latin1').split(' ')[1]) / 1e6 : 0;
};

/**
 * The longest time in ms that the event loop did not turn while `work` was under way. Time without a core and time in which
 * the loop itself was waiting for events are left out: on a busy machine they say how many others want the cores, not
 * what stands on the loop.
 */
const longestGapMs = async (work: () => Promise<unknown>): Promise<number> => {
  const read = () => ({
    served: performance.now() - starvedMs(),
    active: performance.eventLoopUtilization().active,
  });
  let last = read();
  let longest = 0;
  const look = (): void => {
    const now = read();
    longest = Math.max(longest, Math.min(now.served - last.served, now.active - last.active));
    last = now;
  };
  const timer = setInterval(look, 1);
  await work();
  look();
  clearInterval(timer);
  return longest;
};

describe('the event loop', () => {
  it('turns at least every 50 ms while a batch of about two seconds is made', async () => {
    const batch = Array.from({ length: bundle.manifest.batchSize.cpu }, (_, index) => requestOf({ index }));
    const rounds = async (): Promise<void> => {
      const start = performance.now();
      while (performance.now() - start < 2000) await sampler.generate(batch);
    };
    // A call that holds the loop holds it in every window; the machine's own hiccups are in one or the other.
    const gapsMs = [await longestGapMs(rounds), await longestGapMs(rounds), await longestGapMs(rounds)];
    expect(Math.min(...gapsMs)).toBeLessThan(50);
    expect(sampler.busySeconds()).toBeGreaterThan(1.5);
  });

  it.each<[string, () => void]>([
    [
      'a computation',
      () => {
        const start = performance.now() - starvedMs();
        while (performance.now() - starvedMs() - start < 100);
      },
    ],
    ['a call that waits', () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)],
  ])('is seen to stand still by the same probe when %s blocks it', async (_, block) => {
    const blocking = async (): Promise<void> => {
      await Promise.resolve();
      block();
    };
    expect(await longestGapMs(blocking)).toBeGreaterThan(90);
  });
});

describe('the bundle that ships', () => {
  it('is equal to the last bit alone and in company', async () => {
    const request = requestOf({ frames: 20 });
    const [, inCompany] = await sampler.generate([requestOf({ seed: 9 }), request, requestOf({ index: 8, frames: 9 })]);
    const alone = await only(request);
    expect(equal(alone.frames, inCompany!.frames)).toBe(true);
    expect(alone.reading).toEqual(inCompany!.reading);
    expect(equal(alone.frames, (await only(requestOf({ frames: 20, seed: 4 }))).frames)).toBe(false);
  });

  it('returns an observed frame as it was given, and moves the others', async () => {
    const { frames } = await only(requestOf());
    expect(equal(frames.subarray(0, anchor.length), anchor)).toBe(true);
    const size = anchor.length;
    const moved = Array.from({ length: 31 }, (_, t) => !equal(frames.subarray((t + 1) * size, (t + 2) * size), anchor));
    expect(moved.every(Boolean)).toBe(true);
  });

  it('carries the EF that was asked for, by both readers’ outlines', async () => {
    const targets = [25, 40, 60];
    const made = await sampler.generate(
      targets.map((target, index) => requestOf({ index, requestedEfPercent: target })),
    );
    const misses = (of: 'measuredEfPercent' | 'auditEfPercent', shift = 0): number[] =>
      made.map(({ reading }, n) => Math.abs(reading![of]! - targets[(n + shift) % targets.length]!));
    expect(Math.max(...misses('measuredEfPercent'))).toBeLessThan(3);
    expect(Math.max(...misses('auditEfPercent'))).toBeLessThan(6);
    expect(Math.max(...misses('measuredEfPercent', 1))).toBeGreaterThan(10);
  });

  it('draws outlines that enclose the areas that it states', async () => {
    const { lvArea, outlines, outlinePoints } = (await only(requestOf())).reading!;
    const size = 2 * outlinePoints;
    const off = Array.from(lvArea, (area, t) => shoelace(outlines.subarray(t * size, (t + 1) * size)) / area - 1);
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(0.06);
    expect(Math.max(...lvArea) / Math.min(...lvArea)).toBeGreaterThan(1.2);
  });

  it('reads the phase of its own clips as they were asked for', async () => {
    const { frames, volumeCurve } = await only(requestOf());
    const size = anchor.length;
    const read = await sampler.read(
      Array.from({ length: volumeCurve.length }, (_, t) => frames.subarray(t * size, (t + 1) * size)),
    );
    const least = Math.min(...volumeCurve);
    const asked = Array.from(volumeCurve, (volume) => (1 - volume) / (1 - least));
    const miss = (shift: number): number =>
      asked.reduce((sum, contraction, t) => {
        const phase = readPhase(read!.lvArea, read!.lvLength, (t + shift) % asked.length);
        return sum + Math.abs(phase.contraction - contraction);
      }, 0) / asked.length;
    expect(miss(0)).toBeLessThan(0.15);
    expect(miss(6)).toBeGreaterThan(0.25);
  });

  it('can be closed in the midst of a batch, which ending its thread at once would not survive', async () => {
    const own = await startSampler(bundle, { provider: 'cpu', threads: 1 });
    const before = own.busySeconds();
    const batch = own.generate([requestOf(), requestOf({ index: 1 }), requestOf({ index: 2 })]);
    const refused = expect(batch).rejects.toThrow('the sampler is closed');
    // The first sample is done, so the second one is under way.
    while (own.busySeconds() === before) await nextTurn();
    await own.close();
    await refused;
    expect((await only(requestOf())).reading?.measuredEfPercent).not.toBeNull();
  });
});
