import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@echocohort/platform';
import { type GreyClip } from '@echocohort/shared';
import {
  beatingClipOf,
  emptyPglite,
  expectEventually,
  freePort,
  npyOf,
  startRedis,
  type RedisRig,
} from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathsOf } from './config.js';
import { type EmbeddedSystem, startEmbedded } from './embedded-system.js';

const tiny = join(import.meta.dirname, '../../../models/tiny');

interface Reading {
  status: string;
  readable: boolean | null;
  refusal: string | null;
  sourceEf: number | null;
  sourceEfInterval: [number, number] | null;
  bestFrame: number | null;
  frames: { frame: number; readable: boolean }[];
}
interface Clip {
  id: string;
  reading: Reading;
}
interface Generation {
  id: string;
  status: string;
  counts: { accepted: number; succeeded: number };
  error: { code: string; message: string } | null;
}
interface Sample {
  measuredEf: number | null;
  accepted: boolean;
  provenance: { observedFrames: number[]; sourceEfPercent: number | null };
}

let redis: RedisRig;
let home: string;
let system: EmbeddedSystem | undefined;

const open = async (): Promise<EmbeddedSystem> =>
  startEmbedded(
    {
      home: join(home, 'data'),
      redisUrl: redis.url,
      host: '127.0.0.1',
      port: await freePort(),
      modelsDir: join(home, 'models'),
      models: ['tiny'],
      threads: 1,
    },
    createLogger('spec', { level: 'silent' }),
  );

beforeAll(async () => {
  [redis, home] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'echocohort-reading-'))]);
  await cp(tiny, join(home, 'models/tiny'), { recursive: true });
  await emptyPglite(pathsOf(join(home, 'data')).database);
  system = await open();
}, 120_000);
afterAll(async () => {
  await system?.close();
  await redis.stop();
  await rm(home, { recursive: true, force: true });
}, 60_000);

const send = (path: string, init: RequestInit = {}): Promise<Response> => {
  if (!system) throw new Error('the system did not start');
  const headers = { authorization: `Bearer ${system.apiKey}`, ...(init.headers as Record<string, string> | undefined) };
  return fetch(`${system.url}${path}`, { ...init, headers });
};
const get = async <T>(path: string): Promise<T> => {
  const response = await send(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};
const upload = async (clip: GreyClip): Promise<Clip> => {
  const body = new FormData();
  body.append('file', new Blob([npyOf(clip)]), 'clip.npy');
  const response = await send('/v1/clips', { method: 'POST', body });
  expect(response.status).toBe(201);
  return (await response.json()) as Clip;
};
const generate = (body: object): Promise<Response> =>
  send('/v1/generations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ targetEf: 40, seed: 3, ...body }),
  });
const sheetOf = async ({ id }: Clip): Promise<Buffer> =>
  Buffer.from(await (await send(`/v1/clips/${id}/contact-sheet`)).arrayBuffer());

const read = ({ id }: Clip): Promise<Reading> =>
  expectEventually(
    async () => {
      const { reading } = await get<Clip>(`/v1/clips/${id}`);
      expect(reading.status).toBe('done');
      return reading;
    },
    { timeoutMs: 30_000 },
  );
const finished = (id: string): Promise<Generation> =>
  expectEventually(
    async () => {
      const generation = await get<Generation>(`/v1/generations/${id}`);
      expect(['succeeded', 'failed']).toContain(generation.status);
      return generation;
    },
    { timeoutMs: 60_000 },
  );

const size = { frames: 16, height: 48, width: 64 };
const pixelsOf = (level: (x: number, y: number, t: number) => number): GreyClip => {
  const clip = beatingClipOf({}, size);
  clip.pixels.forEach((_, i) => {
    const at = i % (size.height * size.width);
    clip.pixels[i] = level(at % size.width, Math.floor(at / size.width), Math.floor(i / (size.height * size.width)));
  });
  return clip;
};

describe('a clip that is uploaded', () => {
  it('is read soon, shown with outlines, and twinned from its best frame', async () => {
    const clip = await upload(beatingClipOf({ across: 0.2, along: 0.4 }, { ...size, frames: 32 }));
    const plain = await sheetOf(clip);
    const reading = await read(clip);
    expect(reading).toMatchObject({ readable: true, refusal: null });
    expect(reading.frames).toHaveLength(32);
    expect(reading.sourceEf).toBeGreaterThan(35);
    await expectEventually(async () => expect((await sheetOf(clip)).equals(plain)).toBe(false));
    const { id } = (await (await generate({ clipId: clip.id })).json()) as Generation;
    expect(await finished(id)).toMatchObject({ status: 'succeeded' });
    const { provenance } = await get<Sample>(`/v1/samples/${id}-0`);
    expect(provenance.observedFrames).toEqual([reading.bestFrame]);
    expect(provenance.sourceEfPercent).toBeCloseTo(reading.sourceEf!, 2);
  }, 90_000);

  it.each([
    ['nothing', () => 0],
    ['noise', (x: number, y: number, t: number) => (x * 7919 + y * 104_729 + t * 1_299_709) % 61],
    ['waves', (x: number, _y: number, t: number) => 30 + 30 * Math.sin((x + t) / 3)],
  ])(
    'is refused when it shows %s, and never accepted where it may be unmeasured',
    async (_, level) => {
      const clip = await upload(pixelsOf(level));
      const reading = await read(clip);
      expect(reading).toMatchObject({ readable: false, sourceEf: null, bestFrame: null });
      const refused = await generate({ clipId: clip.id, observedFrames: [0] });
      expect(refused.status).toBe(422);
      expect(await refused.json()).toMatchObject({
        code: 'no-ventricle',
        errors: [{ field: 'clipId', expected: expect.stringContaining(reading.refusal!) }],
      });
      const { id } = (await (await generate({ clipId: clip.id, allowUnmeasured: true })).json()) as Generation;
      expect(await finished(id)).toMatchObject({ status: 'succeeded', counts: { accepted: 0, succeeded: 1 } });
      expect(await get<Sample>(`/v1/samples/${id}-0`)).toMatchObject({ measuredEf: null, accepted: false });
    },
    90_000,
  );

  it('is read although Redis loses everything meanwhile', async () => {
    const clips: Clip[] = [];
    while (clips.length < 12) clips.push(await upload(beatingClipOf({}, size)));
    await redis.restart();
    for (const clip of clips) expect((await read(clip)).readable).toBe(true);
  }, 90_000);

  it('is read again by a bundle that is another one now', async () => {
    const clip = await upload(beatingClipOf({}, size));
    await read(clip);
    await system?.close();
    const file = join(home, 'models/tiny/bundle.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { title: string };
    await writeFile(file, JSON.stringify({ ...manifest, title: 'Another tiny' }));
    system = await open();
    const model = (await get<{ items: { title: string }[] }>('/v1/models')).items[0];
    expect(model?.title).toBe('Another tiny');
    expect((await read(clip)).readable).toBe(true);
  }, 120_000);
});
