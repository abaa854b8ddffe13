import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EchoError } from '@echocohort/shared';
import { fragileBundle } from '@echocohort/testing';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readAnchor } from '../bundle/anchors.js';
import { type Bundle } from '../bundle/bundle.js';
import { openBundle } from '../bundle/open-bundle.js';
import { readingGap } from '../request/reading.fixture.js';
import { type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { startSamplerProcess } from './sampler-process.js';
import { type Sampler, type SamplerOptions } from '../sampler.js';
import { startSampler } from '../start-sampler.js';

/** A process as a GPU gets one, with the CPU at work in it. Its program is the compiled one. */
const likeGpu: SamplerOptions = {
  provider: 'cpu',
  threads: 1,
  isolation: 'process',
  samplesPerCall: 16,
  pinsShapes: true,
};
let bundle: Bundle;
let anchors: Uint8Array[];
let dir = '';
let samplers: Sampler[] = [];
beforeAll(async () => {
  bundle = await openBundle(fileURLToPath(new URL('../../../../models/tiny', import.meta.url)));
  anchors = await Promise.all([0, 1].map((anchor) => readAnchor(bundle, anchor)));
  dir = await mkdtemp(join(tmpdir(), 'sampler-process-'));
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(async () => {
  await Promise.all(samplers.map((sampler) => sampler.close()));
  samplers = [];
});

const kept = async (starting: Promise<Sampler>): Promise<Sampler> => {
  const sampler = await starting;
  samplers.push(sampler);
  return sampler;
};
const batchOf = (size: number, overrides: (index: number) => Partial<SampleRequest> = () => ({})): SampleRequest[] =>
  Array.from({ length: size }, (_, index) => ({
    ...{ seed: 5, index, attempt: 0, requestedEfPercent: 30 + index, frames: 3 + (index % 6), anchorPhase: null },
    ...{ references: anchors.slice(0, 1 + (index % 2)), positions: [0, 2].slice(0, 1 + (index % 2)) },
    ...overrides(index),
  }));
const bytesOf = (results: readonly SampleResult[]): string[] =>
  results.map((result) =>
    [result.frames, result.volumeCurve]
      .map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64'))
      .join('|'),
  );
const framesLeft = async (): Promise<string[]> =>
  (await readdir('/dev/shm').catch(() => [])).filter((name) => name.startsWith('echocohort-clips-'));

describe('an inference process', () => {
  it('makes the bytes that a thread makes one by one, whatever the calls, their padding and their number at once', async () => {
    const alone = await kept(startSampler(bundle, { provider: 'cpu', threads: 1 }));
    const process = await kept(startSampler(bundle, likeGpu));
    expect(process).toMatchObject({ provider: 'cpu', device: 'cpu', determinism: 'bitwise', batchSize: 16 });
    expect(process.difference).toEqual({ meanLevels: 0, maxLevels: 0 });
    const results = await alone.generate(batchOf(40));
    const expected = bytesOf(results);
    expect(new Set(expected).size).toBe(40);
    const sizes = [40, 1, 7, 16, 33, 3];
    const made = await Promise.all(sizes.map((size) => process.generate(batchOf(size))));
    for (const [n, batch] of made.entries()) {
      expect(bytesOf(batch)).toEqual(expected.slice(0, sizes[n]));
      const gaps = batch.map(({ reading }, b) => readingGap(reading!, results[b]!.reading!));
      expect(Math.max(...gaps)).toBeLessThan(1e-4);
    }
    expect(readingGap(results[0]!.reading!, results[6]!.reading!)).toBeGreaterThan(1);
    expect(process.busySeconds()).toBeGreaterThan(0);
  });

  it('fills memory anew that was given back, once however often, and no other', async () => {
    const process = await kept(startSampler(bundle, likeGpu));
    const [given, held] = (await process.generate(batchOf(2))) as [SampleResult, SampleResult];
    const before = bytesOf([held]);
    const outlines = held.reading!.outlines.slice();
    // Outlines come with the frames: 12 kB a clip over the channel would hold up the event loop.
    expect(held.reading!.outlines.buffer).toBe(held.frames.buffer);
    expect(held.frames.buffer).toBeInstanceOf(SharedArrayBuffer);
    given.release?.();
    given.release?.();
    const next = await process.generate(batchOf(4));
    expect(next.filter(({ frames }) => frames.buffer === given.frames.buffer)).toHaveLength(1);
    expect(new Set(next.map(({ frames }) => frames.buffer)).size).toBe(4);
    expect(bytesOf([held])).toEqual(before);
    expect(held.reading!.outlines).toEqual(outlines);
    expect(next[0]!.reading!.outlines).not.toEqual(outlines);
  });

  it('reads frames and proves itself as a thread does', async () => {
    const alone = await kept(startSampler(bundle, { provider: 'cpu', threads: 1 }));
    const process = await kept(startSampler(bundle, likeGpu));
    const frames = Array.from({ length: 35 }, (_, n) => anchors[n % 2]!);
    const read = await process.read(frames);
    expect(read).toEqual(await alone.read(frames));
    expect(read?.auditArea).toHaveLength(35);
    await process.prove();
  });

  it('says what went wrong in it in the same words, and for the same samples alone', async () => {
    const fragile = await openBundle(
      await fragileBundle(join(dir, 'fragile'), { failsAboveEfPercent: 80, mostSamplesPerCall: 4 }),
    );
    const process = await kept(startSampler(fragile, likeGpu));
    // Warmed up from 1 on: the size that memory does not do for is known before the first batch.
    expect(process.batchSize).toBe(4);
    const results = await process.generateEach(
      batchOf(12, (index) => (index === 5 ? { requestedEfPercent: 85 } : index === 11 ? { frames: 99 } : {})),
    );
    expect(results.map(({ status }) => status[0]).join('')).toBe('ffffrrrrfffr');
    expect(results[5]).toMatchObject({ reason: { code: 'sampler-failed' } });
    expect(results[11]).toMatchObject({
      reason: { code: 'invalid-request', issues: [{ field: 'samples[11].frames' }] },
    });
    expect((results[5] as PromiseRejectedResult).reason).toBeInstanceOf(EchoError);
  });

  it('does not begin with a bundle that it cannot prove, and leaves nothing behind', async () => {
    const golden = { ...bundle.manifest.golden, seed: 1 };
    const before = await framesLeft();
    const other = { ...bundle, manifest: { ...bundle.manifest, golden } };
    await expect(startSampler(other, likeGpu)).rejects.toMatchObject({ code: 'bundle-invalid' });
    const process = await kept(startSampler(bundle, likeGpu));
    expect(await framesLeft()).toEqual(before);
    await process.close();
    await process.close();
    await expect(process.generate(batchOf(1))).rejects.toThrow('the sampler is closed');
  });
});

describe('an inference process that dies', () => {
  /** A process that starts well and then does `body` when it gets an order. */
  const processThat = async (body: string): Promise<Sampler> => {
    const file = join(dir, `${samplers.length}-${body.length}.mjs`);
    const state = JSON.stringify({ device: 'cpu', determinism: 'bitwise', batchSize: 4, busySeconds: 1 });
    const program = `process.on('message', (m) => {
      if (m.order.op === 'start') process.send({ id: m.id, state: ${state}, answer: null });
      else { ${body} }
    });`;
    await writeFile(file, program);
    return kept(startSamplerProcess(bundle, likeGpu, pathToFileURL(file)));
  };

  it.each([
    ['is killed', "process.kill(process.pid, 'SIGKILL')", /has stopped \(SIGKILL\)/],
    ['ends', 'process.exit(3)', /has stopped \(exit code 3\)/],
  ])('and %s rejects every waiting call and all that come', async (_, body, words) => {
    const process = await processThat(body);
    const calls = [process.generate(batchOf(2)), process.prove(), process.read(anchors)];
    for (const result of await Promise.allSettled(calls))
      expect(result).toMatchObject({ reason: { code: 'sampler-failed', message: expect.stringMatching(words) } });
    await expect(process.read(anchors)).rejects.toThrow(words);
  });

  it('is told from one that lives', async () => {
    const process = await processThat(
      'if (m.order.op === "close") process.exit(0); else process.send({ id: m.id, state: null, answer: null });',
    );
    await process.prove();
    expect(process.batchSize).toBe(4);
  });
});
