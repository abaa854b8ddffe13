import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunRow, storageOf } from '@echocohort/platform';
import { type GenerationSpec } from '@echocohort/shared';
import { expectEventually, freePort, runSpecOf, startPostgres, startRedis, type Rig } from '@echocohort/testing';
import { environmentSchema, modelsOf, workerConfigOf } from './config.js';
import { bulkDepth, createRun, dispatchRun, modelsDir, openSystem, samplesOf, type TestSystem } from './system.rig.js';

/** Compiled by the build that the test target depends on. */
const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let postgres: Rig;
let redis: Rig;
let system: TestSystem;
let port: number;
let children: ChildProcess[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  system = await openSystem(postgres.url, redis.url);
  port = await freePort();
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});
afterAll(async () => {
  await system.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});

/** A worker in a process of its own; `output` holds what it has logged. */
const spawnWorker = (env: Record<string, string> = {}) => {
  const output = { text: '' };
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      METRICS_PORT: String(port),
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      STORAGE_DRIVER: 'file',
      STORAGE_DIR: system.storageDir,
      MODELS_DIR: modelsDir,
      MODELS: 'tiny',
      THREADS: '1',
      ...env,
    },
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.text += text;
  });
  children.push(child);
  return { child, output };
};

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};
const probe = async (path: string): Promise<{ status: number; body: string }> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, body: await response.text() };
};
const untilReady = () =>
  expectEventually(
    async () => {
      expect((await probe('/readyz')).status).toBe(200);
    },
    { timeoutMs: 60_000 },
  );
const runOf = (samples: number, overrides: Partial<GenerationSpec> = {}): Promise<RunRow> => {
  const { manifest, fingerprint } = system.bundle;
  const bundle = { name: manifest.name, version: manifest.version, fingerprint };
  return createRun(system, runSpecOf({ bundle, frames: manifest.maxFrames, samples, seed: 5, ...overrides }));
};
const find = async (run: RunRow): Promise<RunRow> => (await system.runs.find(system.tenantId, run.id)) as RunRow;

describe('a worker in a process of its own', () => {
  it('is killed in the middle of its work, is started again, and ends with each once', async () => {
    const samples = 400;
    // Hard to meet, so that samples end one after the other and the kill finds some done and some not.
    const run = await runOf(samples, { tolerancePp: 1, maxAttempts: 16 });
    const { child } = spawnWorker();
    await untilReady();
    await dispatchRun(system, run, 8);
    await expectEventually(
      async () => {
        expect((await samplesOf(system, run)).length).toBeGreaterThan(0);
      },
      { timeoutMs: 30_000 },
    );
    child.kill('SIGKILL');
    await exitOf(child);
    const before = (await samplesOf(system, run)).length;
    expect(before).toBeLessThan(samples);
    spawnWorker();
    await expectEventually(
      async () => {
        expect(await find(run)).toMatchObject({ status: 'succeeded', succeeded: samples, failed: 0 });
      },
      { timeoutMs: 90_000 },
    );
    expect((await samplesOf(system, run)).map(({ index }) => index)).toEqual(
      Array.from({ length: samples }, (_, i) => i),
    );
  }, 180_000);

  it('is told to stop in the midst of its work, ends within its grace period, and nothing is lost or done twice', async () => {
    const graceMs = 20_000;
    const run = await runOf(400, { tolerancePp: 1, maxAttempts: 16, seed: 6 });
    const { child, output } = spawnWorker({ DRAIN_MS: String(graceMs) });
    await untilReady();
    await dispatchRun(system, run, 4);
    await expectEventually(
      async () => {
        expect((await samplesOf(system, run)).length).toBeGreaterThan(8);
      },
      { timeoutMs: 30_000 },
    );
    const startMs = performance.now();
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(graceMs);
    expect(output.text).toContain('the worker stops');
    expect(output.text).not.toContain('a ticket goes back to the queue');
    const done = (await samplesOf(system, run)).length;
    expect(done).toBeLessThan(400);
    // What it had not begun waits for anybody at once: no lock to run out, no delay, no try used up.
    const { waiting, active, delayed, failed } = await bulkDepth(system);
    expect({ active, delayed, failed }).toEqual({ active: 0, delayed: 0, failed: 0 });
    expect(waiting).toBeGreaterThanOrEqual((400 - done) / 4);
    spawnWorker();
    await expectEventually(
      async () => {
        expect(await find(run)).toMatchObject({ status: 'succeeded', succeeded: 400, failed: 0 });
      },
      { timeoutMs: 120_000 },
    );
    expect((await samplesOf(system, run)).map(({ index }) => index)).toEqual(Array.from({ length: 400 }, (_, i) => i));
  }, 200_000);

  it('answers probes and metrics, and stops well when it is told to', async () => {
    const { child, output } = spawnWorker();
    await untilReady();
    expect(await probe('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect((await probe('/elsewhere')).status).toBe(404);
    const run = await runOf(8);
    await dispatchRun(system, run, 8);
    await expectEventually(async () => {
      expect(await find(run)).toMatchObject({ status: 'succeeded' });
    });
    const { body } = await probe('/metrics');
    expect(body).toMatch(/^echocohort_samples_total\{outcome="\w+"\} \d+$/m);
    expect(body).toContain('echocohort_bundle_info{name="tiny"');
    expect(body).toMatch(/^echocohort_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(output.text).toContain('the worker stops');
    expect(output.text).not.toContain('"level":50');
  }, 120_000);

  it('says what is wrong with its surroundings, and ends', async () => {
    const nowhere = spawnWorker({ DATABASE_URL: `postgres://postgres@127.0.0.1:${await freePort()}/none` });
    expect(await exitOf(nowhere.child)).toBe(1);
    expect(nowhere.output.text).toContain('the database does not answer');
    const noModel = spawnWorker({ MODELS: 'no-such-bundle' });
    expect(await exitOf(noModel.child)).toBe(1);
    expect(noModel.output.text).toContain('bundle.json');
    const noStorage = spawnWorker({ STORAGE_DIR: '' });
    expect(await exitOf(noStorage.child)).toBe(1);
    expect(noStorage.output.text).toContain('STORAGE_DIR');
  }, 60_000);
});

describe('configuration', () => {
  const parse = (env: Record<string, string>) =>
    environmentSchema.parse({
      DATABASE_URL: 'postgres://db',
      REDIS_URL: 'redis://queue',
      STORAGE_ACCESS_KEY_ID: 'id',
      STORAGE_SECRET_ACCESS_KEY: 'secret',
      ...env,
    });

  it('reads storage, bundles and the worker from the environment', () => {
    const env = parse({ MODELS: 'tiny, other', THREADS: '3', AUDIT_SHARE: '0.5', STORAGE_FORCE_PATH_STYLE: 'false' });
    expect(modelsOf(env)).toEqual(['tiny', 'other']);
    expect(modelsOf(parse({}))).toBeUndefined();
    expect(workerConfigOf(env)).toMatchObject({ provider: 'cpu', threads: 3, auditShare: 0.5 });
    expect(storageOf(env)).toMatchObject({ driver: 's3', bucket: 'echocohort', forcePathStyle: false });
  });

  it('names what is missing', () => {
    const result = environmentSchema.safeParse({ STORAGE_DRIVER: 'file', THREADS: '0' });
    expect(result.error?.issues.map(({ path }) => path[0])).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'THREADS']),
    );
  });
});
