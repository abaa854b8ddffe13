import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '@echocohort/platform';
import { emptyPglite, expectEventually, freePort, type RedisRig, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathsOf } from './config.js';
import { type EmbeddedSystem, startEmbedded } from './embedded-system.js';

const root = join(import.meta.dirname, '../../..');
/** One step on two clips a stage teaches nothing: what is asked is whether the way leads from folders to a service. */
const settings = '--steps 1 --batch 2 --pool 1 --warm-up 1 --learning-rate 1e-6'.split(' ');

interface Manifest {
  provenance: { trainingData: string; recipe: { stage: string; steps: number; data: string; commit: string }[] };
}

let redis: RedisRig;
let folder: string;
let system: EmbeddedSystem;
let said: string;

const python = async (...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(join(root, '.venv/bin/python'), args, { cwd: root });
  return stdout;
};

const lab = (...args: string[]): Promise<string> => python('-m', 'echocohort_lab.cli', ...args);

/** Folders in the layouts of CAMUS and EchoNet-Dynamic, filled with phantom clips; one file of CAMUS is damaged. */
const writeData = async (data: string): Promise<void> => {
  await python(join(root, 'lab/tests/data_folders.py'), data);
  await writeFile(join(data, 'camus/patient0001/patient0001_2CH_half_sequence.nii.gz'), 'not one');
};

/** Readers go on from those of the shipped bundle: with others the service would see no ventricle, and refuse. */
const train = async (data: string, run: string): Promise<string> => {
  const start = join(folder, 'start');
  await lab('readers', join(root, 'models/echo-motion'), '--run', start);
  const all = ['train-all', '--device', 'cpu', '--run', run, '--data', data];
  const readers = await lab(...all, '--stages', 'selector,audit', '--', ...settings, '--start', start);
  return readers + (await lab(...all, '--export', join(folder, 'models'), '--', ...settings));
};

beforeAll(async () => {
  [redis, folder] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'echocohort-trained-'))]);
  await writeData(join(folder, 'data'));
  said = await train(join(folder, 'data'), join(folder, 'run'));
  await emptyPglite(pathsOf(join(folder, 'home')).database);
  system = await startEmbedded(
    {
      ...{ home: join(folder, 'home'), modelsDir: join(folder, 'models'), models: ['echo-motion'] },
      ...{ redisUrl: redis.url, host: '127.0.0.1', port: await freePort(), threads: 1 },
    },
    createLogger('spec', { level: 'silent' }),
  );
}, 1_200_000);

afterAll(async () => {
  await system.close();
  await redis.stop();
  await rm(folder, { recursive: true });
}, 60_000);

const headers = () => ({ authorization: `Bearer ${system.apiKey}`, 'content-type': 'application/json' });

const get = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${system.url}${path}`, { headers: headers() })).json()) as T;

describe('lab train-all on a folder with data sets', () => {
  it('leaves out the clip that is broken, and counts it', () => {
    expect(said).toContain('camus: 3 clips, 1 left out');
    expect(said).toContain('echonet: 3 clips, 0 left out');
    expect(said).toMatch(/left out: .*patient0001_2CH_half_sequence\.nii\.gz: expected a half sequence as NIfTI/);
  });

  it('writes a bundle that says what it was made of', async () => {
    const text = await readFile(join(folder, 'models/echo-motion/bundle.json'), 'utf8');
    const { provenance } = JSON.parse(text) as Manifest;
    expect(provenance.trainingData).toMatch(/^clips of camus, echonet, phantom; /);
    const stages = provenance.recipe.map(({ stage }) => stage);
    expect(stages).toEqual(['audit', 'autoencoder', 'flow', 'motion', 'selector', 'timing']);
    expect(provenance.recipe.every(({ steps, commit }) => steps === 1 && commit.length > 0)).toBe(true);
    expect(provenance.recipe.find(({ stage }) => stage === 'selector')?.data).toContain('phantom+camus:');
    expect(provenance.recipe.find(({ stage }) => stage === 'flow')?.data).toBe('phantom');
  });

  it('and that the service makes clips with', async () => {
    const body = JSON.stringify({ targetEf: 45, seed: 3, maxAttempts: 1 });
    const posted = await fetch(`${system.url}/v1/generations`, { method: 'POST', headers: headers(), body });
    const { id } = (await posted.json()) as { id: string };
    await expectEventually(
      async () => expect((await get<{ status: string }>(`/v1/generations/${id}`)).status).toBe('succeeded'),
      { timeoutMs: 120_000 },
    );
    const sample = await get(`/v1/samples/${id}-0`);
    expect(sample).toMatchObject({ status: 'succeeded', attempts: 1, measuredEf: expect.any(Number), frames: 32 });
    const video = await fetch(`${system.url}/v1/samples/${id}-0/video`, { headers: headers() });
    expect(video.headers.get('content-type')).toBe('video/mp4');
  });
});
