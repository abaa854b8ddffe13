import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BundleManifest } from '@echocohort/shared';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readAnchor } from '../bundle/anchors.js';
import { InferenceLanes } from './inference-lanes.js';
import { type Tensors } from './inference-thread.js';
import { openBundle } from '../bundle/open-bundle.js';
import { sessionOptions } from './session-options.js';
import { startSampler } from '../start-sampler.js';

const tiny = fileURLToPath(new URL('../../../../models/tiny', import.meta.url));

let dir = '';
let entry: URL;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sampler-lanes-'));
  entry = pathToFileURL(join(dir, 'thread.mjs'));
  // Says which thread it is, and breaks when told to.
  const program = `
    import { parentPort, threadId } from 'node:worker_threads';
    parentPort.on('message', ({ id, order: { key } }) => {
      if (key === 'break') throw new Error('broken');
      const tensors = { thread: { dtype: 'uint8', data: new Uint8Array([threadId]), dims: [1] } };
      parentPort.postMessage({ id, answer: { tensors, seconds: 3, spent: [] } });
    });`;
  await writeFile(entry, program);
});
afterAll(() => rm(dir, { recursive: true }));

const threadOf = (tensors: Tensors): number => Number(tensors['thread']?.data[0]);
const threadsOf = async (lanes: InferenceLanes, calls: number): Promise<number[]> =>
  (await Promise.all(Array.from({ length: calls }, () => lanes.run('generate', {})))).map(threadOf);

describe('lanes', () => {
  it('share the calls that are made at once evenly', async () => {
    const lanes = new InferenceLanes(3, entry);
    const threads = await threadsOf(lanes, 9);
    const shares = [...new Set(threads)].map((one) => threads.filter((other) => other === one).length);
    expect(shares).toEqual([3, 3, 3]);
    await lanes.close();
  });

  it('were busy for the mean of their times: 4 calls of 3 s in 2 lanes are 6 s', async () => {
    const lanes = new InferenceLanes(2, entry);
    await threadsOf(lanes, 4);
    expect(lanes.busySeconds()).toBe(6);
    await lanes.close();
  });

  it('go on when one of them dies, whose calls reject: the others are told from it', async () => {
    const lanes = new InferenceLanes(2, entry);
    await expect(lanes.run('break', {})).rejects.toThrow('broken');
    const settled = await Promise.allSettled([lanes.run('generate', {}), lanes.run('generate', {})]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await lanes.close();
  });

  it('have every graph in each of them', async () => {
    const lanes = new InferenceLanes(2);
    const path = join(tiny, 'read.onnx');
    await lanes.load('read', path, sessionOptions({ provider: 'cpu', threads: 1 }));
    const frames = () => ({ dtype: 'uint8' as const, data: new Uint8Array(32 * 32), dims: [1, 32, 32] });
    const made = await Promise.all([1, 2].map(() => lanes.run('read', { frames: frames() })));
    expect(made[0]).toEqual(made[1]);
    await lanes.close();
  });
});

describe('a CPU of several threads', () => {
  it('is refused when what it makes is not the golden sample', async () => {
    const copy = join(dir, 'wrong');
    await cp(tiny, copy, { recursive: true });
    const wrong = (await readFile(join(copy, 'golden.bin'))).map((level) => 255 - level);
    const manifest = JSON.parse(await readFile(join(copy, 'bundle.json'), 'utf8')) as BundleManifest;
    const golden = { ...manifest.golden, sha256: createHash('sha256').update(wrong).digest('hex') };
    await writeFile(join(copy, 'golden.bin'), wrong);
    await writeFile(join(copy, 'bundle.json'), JSON.stringify({ ...manifest, golden }));
    const starting = startSampler(await openBundle(copy), { provider: 'cpu', threads: 3 });
    await expect(starting).rejects.toThrow('golden sample');
  });

  it('makes the bytes that one thread makes', async () => {
    const bundle = await openBundle(tiny);
    const anchor = await readAnchor(bundle, 0);
    const made = async (threads: number, seed: number): Promise<string[]> => {
      const sampler = await startSampler(bundle, { provider: 'cpu', threads });
      const batch = Array.from({ length: 7 }, (_, index) => ({
        ...{ seed, index, attempt: 0, requestedEfPercent: 40 + index, frames: bundle.manifest.maxFrames },
        ...{ references: [anchor], positions: [0], anchorPhase: null },
      }));
      const results = await sampler.generate(batch);
      expect(sampler.difference).toEqual({ meanLevels: 0, maxLevels: 0 });
      expect(sampler.determinism).toBe('bitwise');
      await sampler.close();
      return results.map(({ frames }) => Buffer.from(frames).toString('base64'));
    };
    const alone = await made(1, 5);
    expect(await made(3, 5)).toEqual(alone);
    expect(await made(3, 6)).not.toEqual(alone);
  });
});
