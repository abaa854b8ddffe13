import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clip, createClient, type EchoClient, itemsOf, type Page } from '@echocohort/client';
import { createLogger } from '@echocohort/platform';
import { beatingClipOf, emptyPglite, freePort, npyOf, startRedis, type RedisRig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathsOf } from './config.js';
import { type EmbeddedSystem, startEmbedded } from './embedded-system.js';

const root = join(import.meta.dirname, '../../..');

describe('the TypeScript client, on a running system', () => {
  let redis: RedisRig;
  let home: string;
  let system: EmbeddedSystem;
  let client: EchoClient;

  beforeAll(async () => {
    [redis, home] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'echocohort-client-'))]);
    await cp(join(root, 'models/tiny'), join(home, 'models/tiny'), { recursive: true });
    await emptyPglite(pathsOf(join(home, 'data')).database);
    system = await startEmbedded(
      {
        ...{ home: join(home, 'data'), redisUrl: redis.url, host: '127.0.0.1', port: await freePort() },
        ...{ modelsDir: join(home, 'models'), models: ['tiny'], threads: 1 },
      },
      createLogger('spec', { level: 'silent' }),
    );
    client = createClient({ baseUrl: system.url, apiKey: system.apiKey });
  }, 120_000);
  afterAll(async () => {
    await system.close();
    await redis.stop();
    await rm(home, { recursive: true });
  });

  const upload = (name: string) => client.uploadClip(new Blob([npyOf(beatingClipOf())]), { name });

  it('uploads a clip, waits for its reading, asks for a twin and gets its video', async () => {
    const { id: clipId } = await upload('beating.npy');
    const { reading, originalName } = await client.waitForReading(clipId, { firstMs: 50 });
    expect([reading?.status, reading?.readable, originalName]).toEqual(['done', true, 'beating.npy']);
    const request = { clipId, targetEf: 40, seed: 3 };
    const { id } = await client.generate(request, { idempotencyKey: 'one' });
    expect((await client.generate(request, { idempotencyKey: 'one' })).id).toBe(id);
    const done = await client.waitForGeneration(id, { firstMs: 50 });
    expect([done.status, done.counts.succeeded]).toEqual(['succeeded', 1]);
    const { links, synthetic, videoBytes } = await client.getSample(`${id}-0`);
    expect(synthetic).toBe(true);
    expect((await client.bytes(links.video ?? '')).size).toBe(videoBytes);
  });

  it('goes through the pages of a list', async () => {
    const made = [await upload('a.npy'), await upload('b.npy'), await upload('c.npy')].map(({ id }) => id);
    const read = async (after: string | undefined): Promise<Page<Clip>> => {
      const query = { limit: 2, ...(after !== undefined && { after }) };
      const { data } = await client.api.GET('/v1/clips', { params: { query } });
      return data as Page<Clip>;
    };
    const seen: string[] = [];
    for await (const { id } of itemsOf(read)) seen.push(id);
    expect(seen.slice(0, 3)).toEqual(made.reverse());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('turns what goes wrong into one error that names the field', async () => {
    await expect(client.generate({ targetEf: 140 })).rejects.toMatchObject({
      name: 'EchoProblem',
      ...{ code: 'invalid-request', status: 400 },
      issues: [{ field: 'targetEf', expected: 'expected a number from 5 to 85' }],
    });
    const readme = new Blob([await readFile(join(root, 'README.md'))]);
    await expect(client.uploadClip(readme, { name: 'notes.txt' })).rejects.toMatchObject({ code: 'unsupported-media' });
    const stranger = createClient({ baseUrl: system.url, apiKey: 'ec_wrong' });
    await expect(stranger.getClip('clip_x')).rejects.toMatchObject({ code: 'unauthenticated', status: 401 });
    await expect(stranger.bytes('/v1/clips/clip_x/contact-sheet')).rejects.toMatchObject({ status: 401 });
  });
});
