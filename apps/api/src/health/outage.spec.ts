import { startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { readinessSchema } from './health.schema.js';

describe('readiness', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let test: TestApi;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all([postgres.stop(), redis.stop()]);
  });

  const readiness = async () => {
    const answer = await test.anonymous.get('/readyz');
    return { httpStatus: answer.status, ...answer.json(readinessSchema) };
  };

  it('names each part that is down, one after the other, while the process stays alive', async () => {
    expect(await readiness()).toMatchObject({ httpStatus: 200, status: 'ok' });
    await redis.stop();
    expect(await readiness()).toMatchObject({
      httpStatus: 200,
      status: 'degraded',
      checks: { database: 'ok', redis: 'error', storage: 'ok' },
    });
    // A run is taken all the same, and waits in the database.
    expect((await test.alice.client.post('/v1/generations', { targetEf: 40 })).status).toBe(202);
    await postgres.stop();
    expect(await readiness()).toMatchObject({
      httpStatus: 503,
      status: 'error',
      checks: { database: 'error', redis: 'error' },
    });
    expect((await test.anonymous.get('/healthz')).status).toBe(200);
  });

  it('asks callers to come back when the database is away', async () => {
    const answer = await test.alice.client.get('/v1/clips');
    expect(answer.problem()).toMatchObject({ status: 503, code: 'unavailable' });
    expect(answer.headers.get('Retry-After')).toBe('1');
  });
});
