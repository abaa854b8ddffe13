import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApiKeyId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import {
  ApiKeysRepository,
  AuditLogRepository,
  CommitRepository,
  DispatchRepository,
  openDatabase,
  QuotaRepository,
  RunsRepository,
  TenantsRepository,
  UsageRepository,
  type AuditEntry,
  type Database,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';

let rig: Rig;
let database: Database;
let tenants: TenantsRepository;
let tenantId: TenantId;
let otherId: TenantId;

beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  tenants = new TenantsRepository(database);
  tenantId = (await tenants.ensure('one')).id;
  otherId = (await tenants.ensure('other')).id;
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});

const noCaps = {
  ...{ inFlightSamples: null, queuedSamples: null, samplesPerDay: null, storageBytes: null, uploadsAtOnce: null },
};

describe('TenantsRepository', () => {
  it('makes a tenant once, however many ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => tenants.ensure('crowd')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all[0]).toMatchObject({ name: 'crowd', weight: 1, suspendedReason: null, caps: noCaps });
  });

  it('makes no second tenant of a name', async () => {
    const made = await tenants.create('clinic', { weight: 3, caps: { storageBytes: 2 ** 40 } });
    expect(made).toMatchObject({ name: 'clinic', weight: 3, caps: { ...noCaps, storageBytes: 2 ** 40 } });
    await expect(tenants.create('clinic', {})).rejects.toMatchObject({ code: 'conflict' });
    expect((await tenants.list({ limit: 1 })).map(({ id }) => id)).toEqual([made.id]);
  });

  it('changes what a change names, and nothing else', async () => {
    const { id } = await tenants.create('lab', { weight: 2, caps: { queuedSamples: 5, uploadsAtOnce: 1 } });
    const suspended = await tenants.update(id, { suspendedReason: 'unpaid', caps: { queuedSamples: null } });
    expect(suspended).toMatchObject({ weight: 2, suspendedReason: 'unpaid', caps: { ...noCaps, uploadsAtOnce: 1 } });
    expect(await tenants.update(id, {})).toEqual(suspended);
    expect(await tenants.update(id, { suspendedReason: null })).toMatchObject({ suspendedReason: null });
    expect(await tenants.find(otherId)).toMatchObject({ weight: 1, caps: noCaps });
  });
});

describe('ApiKeysRepository', () => {
  it('knows a key by its secret, stores only its hash, and forgets it when it is revoked', async () => {
    const keys = new ApiKeysRepository(database);
    const { id, secret, prefix } = await keys.create(tenantId, { name: 'laptop' });
    expect(secret).toMatch(/^ec_[A-Za-z0-9_-]{43}$/);
    expect(prefix).toBe(secret.slice(0, 11));
    expect(await keys.authenticate(secret)).toEqual({
      ...{ tenantId, apiKeyId: id, scopes: ['read', 'write', 'admin'], expiresAt: null, suspendedReason: null },
    });
    const changed = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
    for (const wrong of [changed, '', 'ec_', `${secret}x`]) expect(await keys.authenticate(wrong)).toBeNull();
    const rows = await database.db.selectFrom('apiKeys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret.slice(11));
    expect(await keys.revoke(otherId, id)).toBeNull();
    expect(await keys.authenticate(secret)).not.toBeNull();
    const revoked = await keys.revoke(tenantId, id);
    expect(revoked?.revokedAt).toBeInstanceOf(Date);
    expect(await keys.revoke(tenantId, id)).toEqual(revoked);
    expect(await keys.authenticate(secret)).toBeNull();
  });

  it('lets nobody in by a key that has expired, and tells a suspended tenant from another', async () => {
    const keys = new ApiKeysRepository(database);
    const scopes = ['read'] as const;
    const past = await keys.create(otherId, { name: 'past', expiresAt: new Date(Date.now() - 1_000) });
    const coming = await keys.create(otherId, { name: 'coming', scopes, expiresAt: new Date(Date.now() + 60_000) });
    expect(await keys.authenticate(past.secret)).toBeNull();
    expect(await keys.authenticate(coming.secret)).toMatchObject({ scopes, expiresAt: coming.expiresAt });
    await tenants.update(otherId, { suspendedReason: 'unpaid' });
    expect(await keys.authenticate(coming.secret)).toMatchObject({ suspendedReason: 'unpaid' });
    await tenants.update(otherId, { suspendedReason: null });
    expect((await keys.list(otherId, { limit: 9 })).map(({ name }) => name)).toEqual(['coming', 'past']);
    expect(await keys.find(tenantId, past.id)).toBeNull();
  });

  it('says when a key was used last, to the minute, however many ask at once', async () => {
    const keys = new ApiKeysRepository(database);
    const { id, secret, lastUsedAt } = await keys.create(tenantId, { name: 'busy' });
    expect(lastUsedAt).toBeNull();
    const writes = async () =>
      database.db.selectFrom('apiKeys').select(['lastUsedAt']).where('id', '=', id).executeTakeFirstOrThrow();
    await Promise.all(Array.from({ length: 10 }, () => keys.authenticate(secret)));
    const first = await writes();
    expect(first.lastUsedAt).toBeInstanceOf(Date);
    await keys.authenticate(secret);
    expect(await writes()).toEqual(first);
    const longAgo = new Date(Date.now() - 61_000);
    await database.db.updateTable('apiKeys').set({ lastUsedAt: longAgo }).where('id', '=', id).execute();
    await keys.authenticate(secret);
    expect((await writes()).lastUsedAt?.getTime()).toBeGreaterThan(longAgo.getTime() + 60_000);
  });

  it('lets a key do more', async () => {
    const keys = new ApiKeysRepository(database);
    const { id, secret } = await keys.create(tenantId, { name: 'first', scopes: ['read'] });
    await keys.grant(id, ['read', 'platform']);
    expect((await keys.authenticate(secret))?.scopes.toSorted()).toEqual(['platform', 'read']);
  });
});

describe('QuotaRepository', () => {
  it('knows the caps, and counts what is queued, in flight and of today, of one tenant alone', async () => {
    const { id } = await tenants.create('counted', { caps: { samplesPerDay: 100 } });
    const quota = new QuotaRepository(database);
    const runs = new RunsRepository(database);
    const create = async (owner: TenantId, samples: number) =>
      (await runs.create(owner, { lane: 'bulk', spec: runSpecOf({ samples }) })).run;
    expect(await quota.caps(id)).toEqual({ ...noCaps, samplesPerDay: 100 });
    expect(await quota.standing(id)).toEqual({
      ...{ inFlightSamples: 0, queuedSamples: 0, samplesPerDay: 0, storageBytes: 0 },
    });
    const run = await create(id, 8);
    const cancelled = await create(id, 5);
    await create(otherId, 3);
    await runs.cancel(id, cancelled.id);
    const [ticket] = await new DispatchRepository(database).issue([{ runId: run.id, count: 4 }]);
    await new CommitRepository(database).commit([resultOf(ticket!, 0)]);
    expect(await quota.standing(id)).toEqual({
      ...{ inFlightSamples: 3, queuedSamples: 7, samplesPerDay: 8, storageBytes: 1234 },
    });
    const tomorrow = Date.now() + 24 * 60 * 60_000;
    expect((await quota.standing(id, tomorrow)).samplesPerDay).toBe(0);
  });
});

describe('UsageRepository', () => {
  const today = new Date().toISOString().slice(0, 10);
  const period = { from: today, to: today };

  it('counts what was committed and uploaded, the same before it is folded and after, whoever folds at once', async () => {
    const { id } = await tenants.create('user', {});
    const usage = new UsageRepository(database);
    const commits = new CommitRepository(database);
    const { run } = await new RunsRepository(database).create(id, { lane: 'bulk', spec: runSpecOf({ samples: 4 }) });
    const [ticket] = await new DispatchRepository(database).issue([{ runId: run.id, count: 4 }]);
    const results = [0, 1].map((index) => resultOf(ticket!, index, { attempts: 3 }));
    await commits.commit(results);
    const failed = { status: 'failed', take: null, videoSha256: null, videoBytes: null, accepted: false } as const;
    await commits.commit([resultOf(ticket!, 2, failed), results[0]!]);
    const entries = await database.db.selectFrom('usageEntries').selectAll().where('tenantId', '=', id).execute();
    expect(entries).toHaveLength(2);
    const expected = [{ day: today, samples: 2, attempts: 7, frames: 7 * 16, bytes: 2 * 1234, uploads: 0 }];
    expect(await usage.days(id, period)).toEqual(expected);
    await Promise.all(Array.from({ length: 4 }, () => usage.fold(1)));
    expect(await usage.days(id, period)).toEqual(expected);
    while ((await usage.fold(100)) > 0);
    expect(await usage.days(id, period)).toEqual(expected);
    await commits.commit([resultOf(ticket!, 3)]);
    while ((await usage.fold(100)) > 0);
    expect(await usage.days(id, period)).toMatchObject([{ samples: 3, attempts: 8 }]);
    expect(await usage.days(id, { from: '2020-01-01', to: '2020-12-31' })).toEqual([]);
    expect(await usage.days(otherId, period)).toEqual([]);
  });
});

describe('AuditLogRepository', () => {
  it('gives a tenant its own entries, newest first', async () => {
    const log = new AuditLogRepository(database);
    const entry = (owner: TenantId, operation: string): AuditEntry => ({
      ...{ tenantId: owner, apiKeyId: newApiKeyId(), operation, method: 'POST', path: '/v1/keys', status: 201 },
      ...{ address: '127.0.0.1', correlationId: 'c', at: new Date() },
    });
    await log.append([]);
    await log.append([entry(tenantId, 'a'), entry(otherId, 'theirs')]);
    await log.append([entry(tenantId, 'b')]);
    const rows = await log.list(tenantId, { limit: 9 });
    expect(rows.map(({ operation }) => operation)).toEqual(['b', 'a']);
    expect((await log.list(tenantId, { after: rows[0]!.id, limit: 9 })).map(({ operation }) => operation)).toEqual([
      'a',
    ]);
  });
});
