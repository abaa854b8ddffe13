import { encodeNpy } from '@echocohort/media';
import { erasedTables, UploadsRepository, storageKeys } from '@echocohort/platform';
import { newRunId, newTenantId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi, type TestTenant } from '../test-rig/start-test-api.js';
import { erasureSchema } from './erasure.schema.js';

let rigs: { url: string; stop(): Promise<void> }[];
let test: TestApi;
beforeAll(async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  rigs = [postgres, redis];
  // Small pieces, so that there are several of each kind.
  const erasure = { everyMs: 0, retryMs: 20, settleMs: 200, keysPerTick: 2, rowsPerTick: 2 };
  // Usage stays where it was appended, so that what others have can be compared.
  const usage = { foldEveryMs: 3_600_000, entriesPerTick: 100 };
  const config = { erasure, usage };
  test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url, config });
});
afterAll(async () => {
  await test.close();
  await Promise.all(rigs.map((rig) => rig.stop()));
});

/** With an upload of items that never became a run, and its object. */
const use = async ({ client, tenantId }: TestTenant): Promise<void> => {
  const runId = newRunId();
  await new UploadsRepository(test.database).begin(tenantId, runId);
  await test.storage.put(storageKeys.runItems(tenantId, runId), new Uint8Array(9), { contentType: '' });
  await client.upload('/v1/clips', encodeNpy(greyClipOf()), 'clip.npy');
  const key = { 'Idempotency-Key': 'same' };
  const body = { targetEf: 40, samples: 3 };
  const { id } = (await client.post('/v1/generations', body, key)).json(generationDetailSchema);
  await expectEventually(() => makeSample(test, id, 0, new Uint8Array(10)));
};

/** Every table with a column that says whose a row is. */
const tablesOf = async (): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      and attname = 'tenant_id' and not attisdropped and relname <> 'erasures' order by relname`.execute(
    test.database.db,
  );
  return rows.map(({ name }) => name);
};
const rowsOf = async ({ tenantId }: TestTenant): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const table of await tablesOf()) {
    const { rows } = await sql<{ rows: number }>`
      select count(*)::integer as rows from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(
      test.database.db,
    );
    counts[table] = rows[0]?.rows ?? 0;
  }
  return counts;
};
const objectsOf = async ({ tenantId }: TestTenant): Promise<number> => {
  const keys: string[] = [];
  for await (const key of test.storage.list(storageKeys.tenantPrefix(tenantId))) keys.push(key);
  return keys.length;
};

describe('a tenant that is erased', () => {
  it('leaves no row, no object and no ticket, says what went, and takes nothing of others along', async () => {
    const { alice, bob, operator } = test;
    await use(alice);
    await use(bob);
    await expectEventually(async () => expect(await rowsOf(alice)).toMatchObject({ audit_log: 2 }));
    // What is published stays as it is.
    for (const tenant of [alice, bob])
      await expectEventually(async () => expect(await rowsOf(tenant)).toMatchObject({ outbox: 0, events: 2 }));
    const objects = await objectsOf(alice);
    expect(objects).toBeGreaterThan(4);
    const [bobsRows, bobsObjects] = [await rowsOf(bob), await objectsOf(bob)];
    const path = `/v1/tenants/${alice.tenantId}/erasure`;
    const wrong = await operator.client.post(path, { name: 'bob' });
    expect(wrong.problem()).toMatchObject({ code: 'invalid-request', errors: [{ field: 'name' }] });
    const asked = await operator.client.post(path, { name: 'alice' });
    expect([asked.status, asked.json(erasureSchema).status]).toEqual([202, 'running']);
    expect((await alice.client.get('/v1/clips')).status).toBe(403);
    const report = await expectEventually(async () => {
      const erasure = (await operator.client.get(path)).json(erasureSchema);
      expect(erasure.status).toBe('finished');
      return erasure;
    });
    expect(new Set(Object.values(await rowsOf(alice)))).toEqual(new Set([0]));
    expect(await objectsOf(alice)).toBe(0);
    expect(report.erased).toMatchObject({
      objects,
      rows: { tickets: 1, samples: 1, runs: 1, clips: 1, apiKeys: 1, idempotencyKeys: 1, uploads: 1, events: 2 },
    });
    expect((await operator.client.get(`/v1/tenants/${alice.tenantId}`)).status).toBe(404);
    expect([await rowsOf(bob), await objectsOf(bob)]).toEqual([bobsRows, bobsObjects]);
  });

  it('is erased from every table of tenants', async () => {
    expect([...erasedTables].sort()).toEqual(await tablesOf());
  });

  it('is not the own one, and one that there is', async () => {
    const { operator } = test;
    const own = await operator.client.post(`/v1/tenants/${operator.tenantId}/erasure`, { name: 'operator' });
    expect(own.problem()).toMatchObject({ status: 409, code: 'conflict' });
    const nobodys = `/v1/tenants/${newTenantId()}/erasure`;
    expect((await operator.client.post(nobodys, { name: 'nobody' })).status).toBe(404);
    expect((await operator.client.get(nobodys)).status).toBe(404);
  });
});
