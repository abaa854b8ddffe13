import { createHash } from 'node:crypto';
import { encodeNpy } from '@echocohort/media';
import { exportedTables, secretColumnsOf, storageKeys } from '@echocohort/platform';
import { newExportId, newTenantId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultExportsConfig } from '../api-config.js';
import { eventPageSchema } from '../events/events.schema.js';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi, type TestTenant } from '../test-rig/start-test-api.js';
import { webhookWithSecretSchema } from '../webhooks/webhooks.schema.js';
import {
  exportPageSchema,
  exportPartPageSchema,
  type ExportPartView,
  exportSchema,
  type ExportView,
} from './exports.schema.js';

let rigs: { url: string; stop(): Promise<void> }[];
let test: TestApi;
beforeAll(async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  rigs = [postgres, redis];
  // Small parts, so that there are several of each kind.
  const exports = { ...defaultExportsConfig, everyMs: 0, rowsPerPart: 2, objectsPerPart: 2 };
  test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url, config: { exports } });
});
afterAll(async () => {
  await test.close();
  await Promise.all(rigs.map((rig) => rig.stop()));
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const use = async ({ client }: TestTenant): Promise<void> => {
  await client.upload('/v1/clips', encodeNpy(greyClipOf()), 'clip.npy');
  await client.post('/v1/webhooks', { url: 'https://receiver.example/', enabled: false });
  for (const samples of [3, 2, 1]) {
    const answer = await client.post('/v1/generations', { targetEf: 40, samples }, { 'Idempotency-Key': `${samples}` });
    const { id } = answer.json(generationDetailSchema);
    await expectEventually(() => makeSample(test, id, 0, new Uint8Array(10)));
  }
};

const finished = (links: ExportView['links'], { client }: TestTenant): Promise<ExportView> =>
  expectEventually(
    async () => {
      const now = (await client.get(links.self)).json(exportSchema);
      expect(now.status).toBe('finished');
      return now;
    },
    { timeoutMs: 30_000 },
  );

const partsOf = async ({ links }: ExportView, { client }: TestTenant): Promise<ExportPartView[]> => {
  const all: ExportPartView[] = [];
  for (let after = '0'; ;) {
    const page = (await client.get(`${links.parts}?after=${after}&limit=5`)).json(exportPartPageSchema);
    all.push(...page.items);
    if (page.next === null) return all;
    after = page.next;
  }
};

type Row = Record<string, unknown>;
/** Downloads what a part's URL leads to, without a key. */
const linesOf = async ({ url, sha256: expected, lines }: ExportPartView): Promise<Row[]> => {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  expect(sha256(bytes)).toBe(expected);
  const rows = Buffer.from(bytes).toString('utf8').trimEnd().split('\n');
  expect(rows).toHaveLength(lines);
  return rows.map((row) => JSON.parse(row) as Row);
};

const rowsInDatabase = async ({ tenantId }: TestTenant, table: string): Promise<number> => {
  const column = sql.ref(table === 'tenants' ? 'id' : 'tenant_id');
  const { rows } = await sql<{ rows: number }>`
    select count(*)::integer as rows from ${sql.table(table)} where ${column} = ${tenantId}`.execute(test.database.db);
  return rows[0]!.rows;
};

describe('an export', () => {
  it('holds every row and lists every object of its tenant, no secret, and nothing of others', async () => {
    const { alice, bob } = test;
    await use(alice);
    await use(bob);
    const hook = { url: 'https://receiver.example/', enabled: false };
    const { secret } = (await alice.client.post('/v1/webhooks', hook)).json(webhookWithSecretSchema);
    const asked = await alice.client.post('/v1/exports');
    expect(asked.status).toBe(202);
    const done = await finished(asked.json(exportSchema).links, alice);
    const parts = await partsOf(done, alice);
    expect(parts.map(({ number }) => number)).toEqual(parts.map((_, k) => k + 1));
    const byKind = new Map<string, Row[]>();
    for (const part of parts) byKind.set(part.kind, [...(byKind.get(part.kind) ?? []), ...(await linesOf(part))]);
    const objects = byKind.get('objects')!;
    // What the export itself, its event and the log of calls add while it is made is counted by nobody here.
    const moving = new Set(['exports', 'outbox', 'events', 'usage_entries', 'usage_days', 'audit_log']);
    for (const table of exportedTables.filter((name) => !moving.has(name)))
      expect([table, byKind.get(table)?.length ?? 0]).toEqual([table, await rowsInDatabase(alice, table)]);
    for (const table of ['samples', 'runs', 'clips', 'api_keys', 'webhooks', 'idempotency_keys', 'tenants'])
      expect([table, done.rows[table]]).toEqual([table, byKind.get(table)!.length]);
    const text = JSON.stringify([...byKind]);
    expect(text).not.toContain(bob.tenantId);
    const { rows: hidden } = await sql<{ hidden: string }>`
      select secret_sha256 as hidden from api_keys union select secret from webhooks`.execute(test.database.db);
    for (const one of [secret, alice.secret, ...hidden.map((row) => row.hidden)]) expect(text).not.toContain(one);
    const keys: string[] = [];
    for await (const key of test.storage.list(storageKeys.tenantPrefix(alice.tenantId)))
      if (!key.includes('/exports/')) keys.push(key);
    expect(objects.map(({ key }) => key)).toEqual(keys);
    expect(done).toMatchObject({ objects: keys.length, parts: parts.length });
    for (const { key, sha256: expected, sizeBytes } of objects) {
      const bytes = await test.storage.get(String(key));
      expect([sha256(bytes), bytes.length]).toEqual([expected, sizeBytes]);
    }
    const index = (await (await fetch(done.links.index!)).json()) as { parts: { sha256: string }[]; rows: object };
    expect(index.parts.map((part) => part.sha256)).toEqual(parts.map((part) => part.sha256));
    expect(index.rows).toEqual(done.rows);
    const told = await expectEventually(async () => {
      const { items } = (await alice.client.get('/v1/events?kind=export.ready')).json(eventPageSchema);
      expect(items).toHaveLength(1);
      return items;
    });
    expect(told[0]).toMatchObject({ subjectId: done.id, data: { objects: keys.length } });
  });

  it('leaves out every column that holds a secret', async () => {
    const { rows } = await sql<{ table: string; column: string }>`
      select relname as table, attname as column from pg_class join pg_attribute on attrelid = pg_class.oid
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
        and attname ~ 'secret|password|token|private' and not attisdropped`.execute(test.database.db);
    expect(rows.length).toBeGreaterThan(2);
    for (const { table, column } of rows)
      expect([table, column, secretColumnsOf(table).includes(column)]).toEqual([table, column, true]);
  });

  it('is made for who administers the platform as well, of any tenant, and deleted when it was kept long enough', async () => {
    const { bob, operator, alice } = test;
    const path = `/v1/tenants/${bob.tenantId}/exports`;
    await operator.client.patch(`/v1/tenants/${bob.tenantId}`, { suspendedReason: 'it goes' });
    const asked = (await operator.client.post(path)).json(exportSchema);
    expect((await operator.client.post(path)).json(exportSchema).id).toBe(asked.id);
    const done = await finished(asked.links, operator);
    expect((await partsOf(done, operator)).map(({ kind }) => kind)).toContain('samples');
    expect((await operator.client.post(`/v1/tenants/${newTenantId()}/exports`)).status).toBe(404);
    expect((await operator.client.get(`${path}/${newExportId()}`)).status).toBe(404);
    expect((await alice.client.get(`/v1/exports/${done.id}`)).status).toBe(404);
    await sql`update exports set finished_at = now() - interval '8 days' where id = ${done.id}`.execute(
      test.database.db,
    );
    await expectEventually(async () => expect((await operator.client.get(done.links.self)).status).toBe(404));
    for await (const key of test.storage.list(storageKeys.exportPrefix(bob.tenantId, done.id)))
      throw new Error(`${key} is left`);
    expect((await alice.client.get('/v1/exports')).json(exportPageSchema).items).toHaveLength(1);
  });
});
