import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '@echocohort/platform';
import { emptyPglite, expectEventually, freePort, type RedisRig, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathsOf } from './config.js';
import { type EmbeddedSystem, startEmbedded } from './embedded-system.js';

const root = join(import.meta.dirname, '../../..');
/** Of the same weights, without readers and with those of the tiny bundle, whose frames are as small. */
const unread = 'echolvfm-random';
const reread = 'echolvfm-reread';

interface Sample {
  status: string;
  targetEf: number;
  measuredEf: number | null;
  auditEf: number | null;
  accepted: boolean | null;
  attempts: number;
  frames: number;
  videoSha256: string;
  shownEf: number | null;
  links: { outline: string | null };
  provenance: {
    measurement: string;
    lvAreaPx2: number[];
    auditAreaPx2: number[];
    volumeCurve: number[];
    observedPositions: number[];
    determinism: string;
  };
}

let redis: RedisRig;
let folder: string;
let system: EmbeddedSystem | undefined;
let clipId: string;

const running = (): EmbeddedSystem => {
  if (!system) throw new Error('the system did not start');
  return system;
};

/** Published folders with random weights, and bundles of them by the lab's own command; in one process, which loads PyTorch. */
const program = `
import json, sys
from pathlib import Path
from echocohort_lab.cli import main
from echocohort_lab.echolvfm.random_files import TINY, write_random

published, commands = sys.argv[1:]
write_random(Path(published), TINY)
sys.exit(any(main(command) for command in json.loads(commands)))
`;

const convert = async (bundles: Record<string, string[]>): Promise<void> => {
  const published = join(folder, 'published');
  const from = ['--flow', join(published, 'flow'), '--vae', join(published, 'vae')];
  const commands = Object.entries(bundles).map(([name, options]) => {
    const to = ['--out', join(folder, 'models', name)];
    return ['--threads', '1', 'convert-echolvfm', ...from, ...to, ...options];
  });
  const python = join(root, '.venv/bin/python');
  await promisify(execFile)(python, ['-c', program, published, JSON.stringify(commands)], { cwd: root });
};

const authorization = () => ({ authorization: `Bearer ${running().apiKey}` });

const upload = async (): Promise<string> => {
  const form = new FormData();
  form.append('file', new Blob([await readFile(join(root, 'libs/media/fixtures/ybr-colour-ultrasound.dcm'))]), 'u.dcm');
  const response = await fetch(`${running().url}/v1/clips`, { method: 'POST', headers: authorization(), body: form });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
};

beforeAll(async () => {
  [redis, folder] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'echocohort-echolvfm-'))]);
  await convert({ [unread]: [], [reread]: ['--readers', join(root, 'models/tiny')] });
  await emptyPglite(pathsOf(join(folder, 'home')).database);
  system = await startEmbedded(
    {
      ...{ home: join(folder, 'home'), modelsDir: join(folder, 'models'), models: [unread, reread] },
      ...{ redisUrl: redis.url, host: '127.0.0.1', port: await freePort(), threads: 1 },
    },
    createLogger('spec', { level: 'silent' }),
  );
  clipId = await upload();
}, 600_000);

afterAll(async () => {
  await system?.close();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const post = (body: object): Promise<Response> =>
  fetch(`${running().url}/v1/generations`, {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/json' },
    body: JSON.stringify({ model: unread, seed: 9, ...body }),
  });

const get = async <T>(path: string): Promise<T> => {
  const response = await fetch(`${running().url}${path}`, { headers: authorization() });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

const sampleOf = async (body: object): Promise<{ id: string; sample: Sample }> => {
  const { id } = (await (await post(body)).json()) as { id: string };
  await expectEventually(
    async () => expect((await get<{ status: string }>(`/v1/generations/${id}`)).status).toBe('succeeded'),
    { timeoutMs: 120_000 },
  );
  return { id: `${id}-0`, sample: await get<Sample>(`/v1/samples/${id}-0`) };
};

describe('a converted EchoLVFM', () => {
  it('makes a video whose EF nobody has measured', async () => {
    const { id, sample } = await sampleOf({ clipId, observedFrames: [0], targetEf: 40 });
    expect(sample).toMatchObject({ status: 'succeeded', targetEf: 40, measuredEf: null, auditEf: null });
    expect(sample).toMatchObject({ accepted: false, attempts: 1, frames: 4, shownEf: null, links: { outline: null } });
    expect(sample.provenance.measurement).toBe('none');
    expect(sample.provenance).toMatchObject({ lvAreaPx2: [], volumeCurve: [], observedPositions: [0] });
    expect(sample.provenance.determinism).toBe('bitwise'); // its golden sample came out again
    const video = await fetch(`${running().url}/v1/samples/${id}/video`, { headers: authorization() });
    expect(video.headers.get('content-type')).toBe('video/mp4');
    expect((await video.arrayBuffer()).byteLength).toBeGreaterThan(500);
  });

  it('makes the same bytes of a request again, and others of another EF, seed, length or frame', async () => {
    const request = { clipId, observedFrames: [0], targetEf: 40, frames: 3 };
    const others = [{ targetEf: 60 }, { seed: 10 }, { frames: 2 }, { observedFrames: [3] }];
    const made = await Promise.all([{}, {}, ...others].map((change) => sampleOf({ ...request, ...change })));
    const [first, again, ...rest] = made.map(({ sample }) => sample.videoSha256);
    expect(again).toBe(first);
    expect(new Set([first, ...rest]).size).toBe(1 + others.length);
  });

  it('starts from a phantom frame when no clip is given', async () => {
    const { sample } = await sampleOf({ targetEf: 30 });
    expect(sample).toMatchObject({ status: 'succeeded', measuredEf: null });
  });

  it('takes one observed frame, as it was trained', async () => {
    const refused = await post({ clipId, observedFrames: [0, 4], targetEf: 40 });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/observedFrames/);
  });
});

describe('a converted EchoLVFM with the readers of another bundle', () => {
  it('makes a video whose frames were read anew, and asks again for what was missed', async () => {
    const { sample } = await sampleOf({ model: reread, targetEf: 40, tolerance: 0.5, maxAttempts: 2 });
    expect(sample).toMatchObject({ status: 'succeeded', frames: 4, accepted: false, attempts: 2 });
    expect(sample).toMatchObject({ measuredEf: expect.any(Number), auditEf: expect.any(Number) });
    expect(sample.provenance).toMatchObject({ measurement: 're-read', volumeCurve: [], determinism: 'bitwise' });
    expect([sample.provenance.lvAreaPx2.length, sample.provenance.auditAreaPx2.length]).toEqual([4, 4]);
    const { polygons } = await get<{ polygons: [number, number][][] }>(sample.links.outline ?? '');
    expect(polygons.map(({ length }) => length)).toEqual([48, 48, 48, 48]);
  });
});
