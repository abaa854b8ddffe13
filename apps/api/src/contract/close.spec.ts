import { rm } from 'node:fs/promises';
import { ApiKeysRepository } from '@echocohort/platform';
import { emptyPglite, expectEventually, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureFirstKey } from '../index.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

describe('the API on the embedded database', () => {
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

  it('gives a first key once and takes it back later', async () => {
    const first = await ensureFirstKey(test.database);
    expect(first.created).toBe(true);
    expect(await ensureFirstKey(test.database, { secret: first.secret })).toEqual({
      secret: first.secret,
      created: false,
    });
    const lost = await ensureFirstKey(test.database, { secret: 'ec_lost' });
    expect(lost.created).toBe(true);
    const keys = new ApiKeysRepository(test.database);
    expect((await keys.authenticate(lost.secret))?.tenantId).toBe((await keys.authenticate(first.secret))?.tenantId);
  });

  it('lets a running request end when it closes, and takes no new one', async () => {
    let arrived = false;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const head = test.storage.head.bind(test.storage);
    test.storage.head = async (key) => {
      arrived = true;
      await held;
      return head(key);
    };
    const running = test.anonymous.get('/readyz');
    await expectEventually(() => expect(arrived).toBe(true));
    const closing = test.api.close();
    await expectEventually(() => expect(test.anonymous.get('/healthz')).rejects.toThrow());
    release();
    expect((await running).status).toBe(503);
    await closing;
    await expect(test.database.ping()).resolves.toBeUndefined();
  });
});
