import { encodeNpy } from '@echocohort/media';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clipPageSchema, clipSchema } from '../clips/clips.schema.js';
import { generationDetailSchema, generationPageSchema } from '../generations/generations.schema.js';
import { operations } from '../openapi/operations.js';
import { makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

/** Every route that names something of a tenant. */
const tenantRoutes = operations.filter(({ path, isPublic }) => isPublic !== true && path.includes('{'));

describe('another tenant', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;
  let ids: Record<string, string>;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
    const clip = await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf()), 'clip.npy');
    const run = (await test.alice.client.post('/v1/generations', { targetEf: 40, samples: 2 })).json(
      generationDetailSchema,
    );
    await expectEventually(() => makeSample(test, run.id, 0, new Uint8Array(10)));
    ids = { clipId: clip.json(clipSchema).id, generationId: run.id, sampleId: `${run.id}-0` };
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const pathOf = (template: string): string => template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

  it('covers the routes of clips, generations and samples', () => {
    expect(tenantRoutes.map(({ operationId }) => operationId).sort()).toEqual([
      'cancelGeneration',
      'getClip',
      'getClipContactSheet',
      'getGeneration',
      'getSample',
      'getSampleContactSheet',
      'getSampleOutline',
      'getSampleVideo',
      'listSamples',
    ]);
  });

  it.each(tenantRoutes.map(({ operationId, method, path }) => [operationId, method, path] as const))(
    'gets 404 from %s, and the owner does not',
    async (_name, method, path) => {
      const init = { method: method.toUpperCase() };
      const others = await test.bob.client.send(pathOf(path), init);
      expect(others.problem()).toMatchObject({ status: 404, code: 'not-found' });
      expect((await test.alice.client.send(pathOf(path), init)).status).toBe(200);
    },
  );

  it('sees nothing in the lists', async () => {
    expect((await test.bob.client.get('/v1/clips')).json(clipPageSchema).items).toEqual([]);
    expect((await test.bob.client.get('/v1/generations')).json(generationPageSchema).items).toEqual([]);
    expect((await test.alice.client.get('/v1/clips')).json(clipPageSchema).items).toHaveLength(1);
    const after = await test.bob.client.get(`/v1/generations?after=${ids['generationId']}`);
    expect(after.json(generationPageSchema).items).toEqual([]);
  });
});
