import { rm } from 'node:fs/promises';
import { emptyPglite, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { templateOf } from '../auth/route-access.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { operations } from './operations.js';

const stackSchema = z.array(
  z.looseObject({
    route: z.looseObject({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  }),
);

/** Swagger UI's own routes: pages for people, no part of the API. */
const isUi = (path: string): boolean => path.startsWith('/docs');

describe('the router, on the embedded database', () => {
  let dir: string;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let test: TestApi;

  beforeAll(async () => {
    dir = await emptyPglite();
    redis = await startRedis();
    test = await startTestApi({ database: { pgliteDir: dir }, redisUrl: redis.url });
  });
  afterAll(async () => {
    await test.close();
    await redis.stop();
    await rm(dir, { recursive: true });
  });

  it('has the routes of the OpenAPI document and no others', () => {
    const instance = test.api.app.getHttpAdapter().getInstance() as { router: { stack: unknown } };
    const layers = stackSchema.parse(instance.router.stack);
    const routes = layers.flatMap(({ route }) =>
      route === undefined || isUi(route.path)
        ? []
        : Object.keys(route.methods).map((method) => `${method} ${templateOf(route.path)}`),
    );
    expect(routes.sort()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('stores a generation', async () => {
    const answer = await test.alice.client.post('/v1/generations', { targetEf: 40, samples: 2 });
    const { id } = answer.json(generationDetailSchema);
    const stored = (await test.alice.client.get(`/v1/generations/${id}`)).json(generationDetailSchema);
    expect(stored.counts).toMatchObject({ total: 2, pending: 2 });
    expect((await test.bob.client.get(`/v1/generations/${id}`)).status).toBe(404);
  });
});
