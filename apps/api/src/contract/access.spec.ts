import { ApiKeysRepository } from '@echocohort/platform';
import { newTenantId, type Scope, scopes } from '@echocohort/shared';
import { expectEventually, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleIds } from '../openapi/examples.js';
import { operations } from '../openapi/operations.js';
import { type Client, clientOf } from '../test-rig/client.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

const guarded = operations.filter(({ access }) => access !== 'public');

/** Ids that nothing has: whoever is let in finds nothing. */
const ids: Readonly<Record<string, string>> = {
  ...{ clipId: exampleIds.clip, generationId: exampleIds.run, sampleId: exampleIds.sample, keyId: exampleIds.key },
  ...{ cohortId: exampleIds.cohort, tenantId: newTenantId() },
  ...{ scheduleId: exampleIds.schedule, firingId: exampleIds.firing },
  ...{ webhookId: exampleIds.webhook, deliveryId: exampleIds.delivery, exportId: exampleIds.export },
};
const pathOf = (template: string): string => template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
});
afterAll(() => Promise.all([postgres.stop(), redis.stop()]));

describe('a key', () => {
  let test: TestApi;
  const clients = {} as Record<Scope, Client>;
  const keyOf = (key: Parameters<ApiKeysRepository['create']>[1]) =>
    new ApiKeysRepository(test.database).create(test.alice.tenantId, key);

  beforeAll(async () => {
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
    for (const scope of scopes)
      clients[scope] = clientOf(test.url, (await keyOf({ name: scope, scopes: [scope] })).secret);
  });
  afterAll(() => test.close());

  it.each(guarded.map(({ operationId, method, path, access }) => [operationId, access, method, path] as const))(
    'is let into %s with the scope %s, and with no other',
    async (_name, access, method, path) => {
      for (const scope of scopes) {
        const answer = await clients[scope].send(pathOf(path), { method: method.toUpperCase() });
        if (scope === access) expect([answer.status, answer.text()]).not.toEqual([403, expect.anything()]);
        else expect(answer.problem()).toMatchObject({ status: 403, code: 'forbidden' });
        expect(answer.headers.get('RateLimit')).toMatch(/^"requests";r=\d+;t=\d+$/);
      }
      expect((await test.anonymous.send(pathOf(path), { method: method.toUpperCase() })).status).toBe(401);
    },
  );

  it('is told which scope it lacks', async () => {
    const problem = (await clients.write.get('/v1/clips')).problem();
    expect(problem.errors).toEqual([
      { field: 'Authorization', expected: 'expected an API key of scope read; this one has write' },
    ]);
  });

  it('lets a HEAD in where it lets a GET in', async () => {
    expect((await clients.read.send('/v1/clips', { method: 'HEAD' })).status).toBe(200);
    expect((await clients.write.send('/v1/clips', { method: 'HEAD' })).status).toBe(403);
  });

  it('works until it expires, though it was used a moment ago', async () => {
    const { secret } = await keyOf({ name: 'short', expiresAt: new Date(Date.now() + 1_500) });
    const client = clientOf(test.url, secret);
    expect((await client.get('/v1/models')).status).toBe(200);
    await expectEventually(async () => {
      expect((await client.get('/v1/models')).problem()).toMatchObject({ status: 401, code: 'unauthenticated' });
    });
  });
});

describe('the rate limit', () => {
  it('is counted for each key, says what is left and when to come back, and holds while Redis is away', async () => {
    const config = { rateLimit: { requests: 3, windowSeconds: 60 } };
    const own = await startRedis();
    const test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: own.url, config });
    const { alice, bob, anonymous } = test;
    const left = async (client: Client) => (await client.get('/v1/models')).headers.get('RateLimit');
    try {
      expect(await left(alice.client)).toMatch(/^"requests";r=2;t=(59|60)$/);
      await left(alice.client);
      await left(alice.client);
      const refused = await alice.client.get('/v1/models');
      expect(refused.problem()).toMatchObject({ status: 429, code: 'too-many-requests' });
      expect(refused.headers.get('RateLimit-Policy')).toBe('"requests";q=3;w=60');
      expect(refused.headers.get('RateLimit')).toMatch(/^"requests";r=0;t=\d+$/);
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(30);
      expect(await left(bob.client)).toMatch(/;r=2;/);
      expect((await anonymous.get('/healthz')).headers.has('RateLimit')).toBe(false);
      await own.stop();
      await expectEventually(async () => expect(await left(bob.client)).toMatch(/;r=0;/));
      expect((await bob.client.get('/v1/models')).status).toBe(429);
    } finally {
      await test.close();
      await own.stop();
    }
  });
});
