import { encodeNpy } from '@echocohort/media';
import { type Database, DispatchRepository, type Leadership, openDatabase } from '@echocohort/platform';
import { newApiKeyId, newTenantId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditPageSchema } from '../audit/audit.schema.js';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { createdKeySchema, keyPageSchema, keySchema } from '../keys/keys.schema.js';
import { clientOf } from '../test-rig/client.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { usageSchema } from '../usage/usage.schema.js';
import { createdTenantSchema, tenantDetailSchema, tenantPageSchema } from './tenants.schema.js';

let rigs: { url: string; stop(): Promise<void> }[];
let test: TestApi;
let observer: Database;
let leadership: Leadership | null;
beforeAll(async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  rigs = [postgres, redis];
  // Nobody dispatches: what is asked for stays where it is.
  observer = await openDatabase({ databaseUrl: postgres.url });
  leadership = await observer.tryLead();
  test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
});
afterAll(async () => {
  await test.close();
  await leadership?.release();
  await observer.close();
  await Promise.all(rigs.map((rig) => rig.stop()));
});

/** A tenant that nobody else's cases touch. */
const newTenant = async (name: string, facts: object = {}) => {
  const answer = await test.operator.client.post('/v1/tenants', { name, ...facts });
  const tenant = answer.json(createdTenantSchema);
  return { answer, tenant, client: clientOf(test.url, tenant.key.secret), path: `/v1/tenants/${tenant.id}` };
};

describe('keys', () => {
  it('are shown with their secret once, and work at once, for what they may', async () => {
    const { client } = await newTenant('keys');
    const answer = await client.post('/v1/keys', { name: ' reader ', scopes: ['read', 'read'] });
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([201, 'no-store']);
    const { secret, ...made } = answer.json(createdKeySchema);
    expect(made).toMatchObject({ name: 'reader', scopes: ['read'], prefix: secret!.slice(0, 11), revokedAt: null });
    const reader = clientOf(test.url, secret);
    expect((await reader.get('/v1/clips')).status).toBe(200);
    const listed = await client.get('/v1/keys');
    expect(listed.text()).not.toContain(secret);
    const { items } = listed.json(keyPageSchema);
    expect(items.map(({ name }) => name)).toEqual(['reader', 'first key']);
    expect(items[0]?.lastUsedAt).not.toBeNull();
    const revoked = (await client.post(made.links.revoke)).json(keySchema);
    expect(revoked.revokedAt).not.toBeNull();
    expect((await reader.get('/v1/clips')).status).toBe(401);
    expect((await client.post(made.links.revoke)).json(keySchema)).toEqual(revoked);
  });

  it('do not revoke themselves, nor those of the platform', async () => {
    const { client, tenant } = await newTenant('locks');
    expect((await client.post(tenant.key.links.revoke)).problem()).toMatchObject({ status: 409, code: 'conflict' });
    const { items } = (await test.operator.client.get('/v1/keys')).json(keyPageSchema);
    const admin = await test.operator.client.post('/v1/keys', { name: 'admin', scopes: ['admin'] });
    const weaker = clientOf(test.url, admin.json(createdKeySchema).secret);
    expect((await weaker.post(items[0]?.links.revoke ?? '')).problem()).toMatchObject({ code: 'forbidden' });
    expect((await client.post(`/v1/keys/${newApiKeyId()}/revoke`)).status).toBe(404);
  });

  it.each<[string, object, string]>([
    ['no name', { scopes: ['read'] }, 'name'],
    ['a blank name', { name: ' ', scopes: ['read'] }, 'name'],
    ['a NUL in its name', { name: 'a\0b', scopes: ['read'] }, 'name'],
    ['no scope', { name: 'a', scopes: [] }, 'scopes'],
    ['the scope of the platform', { name: 'a', scopes: ['platform'] }, 'scopes[0]'],
    ['an expiry that has passed', { name: 'a', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an expiry that is no time', { name: 'a', scopes: ['read'], expiresAt: 'tomorrow' }, 'expiresAt'],
  ])('are refused with %s', async (_name, body, field) => {
    const problem = (await test.alice.client.post('/v1/keys', body)).problem();
    expect({ code: problem.code, field: problem.errors[0]?.field }).toEqual({ code: 'invalid-request', field });
  });
});

describe('tenants', () => {
  it('are made with a key of their own, listed, shown and changed', async () => {
    const { answer, tenant, client, path } = await newTenant('clinic', { weight: 3, caps: { samplesPerDay: 10 } });
    expect([answer.status, answer.headers.get('Location')]).toEqual([201, path]);
    expect(tenant).toMatchObject({ status: 'active', weight: 3, caps: { samplesPerDay: 10, queuedSamples: null } });
    const again = await test.operator.client.post('/v1/tenants', { name: 'clinic' });
    expect(again.problem()).toMatchObject({ status: 409, code: 'conflict' });
    const { items } = (await test.operator.client.get('/v1/tenants?limit=1')).json(tenantPageSchema);
    expect(items.map(({ id }) => id)).toEqual([tenant.id]);
    const changed = await test.operator.client.patch(path, { weight: 1, caps: { samplesPerDay: null } });
    expect(changed.json(tenantDetailSchema)).toMatchObject({ weight: 1, caps: { samplesPerDay: null } });
    const own = (await client.get('/v1/tenant')).json(tenantDetailSchema);
    expect(own).toEqual((await test.operator.client.get(path)).json(tenantDetailSchema));
    expect((await test.operator.client.get(`/v1/tenants/${newTenantId()}`)).status).toBe(404);
    expect((await test.operator.client.patch(`/v1/tenants/${newTenantId()}`, {})).status).toBe(404);
  });

  it.each<[string, object, string]>([
    ['a weight of 0', { weight: 0 }, 'weight'],
    ['a negative cap', { caps: { queuedSamples: -1 } }, 'caps.queuedSamples'],
    ['half a sample', { caps: { inFlightSamples: 0.5 } }, 'caps.inFlightSamples'],
    ['a cap beyond all numbers', { caps: { samplesPerDay: 2 ** 31 } }, 'caps.samplesPerDay'],
    ['a cap that there is not', { caps: { gpus: 1 } }, 'caps.gpus'],
    ['an empty reason', { suspendedReason: '' }, 'suspendedReason'],
  ])('are not given %s', async (_name, body, field) => {
    const problem = (await test.operator.client.patch(`/v1/tenants/${test.bob.tenantId}`, body)).problem();
    expect({ code: problem.code, field: problem.errors[0]?.field }).toEqual({ code: 'invalid-request', field });
  });

  it('who are suspended are told why, and their runs wait until they go on', async () => {
    const { client, path } = await newTenant('debtor');
    const run = (await client.post('/v1/generations', { targetEf: 40 })).json(generationDetailSchema);
    const queue = { fingerprint: run.model.fingerprint, lane: 'interactive' } as const;
    const waiting = async () =>
      (await new DispatchRepository(observer).tenantsWithBacklog(queue)).map(({ tenantId }) => tenantId);
    const id = path.split('/').at(-1);
    expect(await waiting()).toContain(id);
    await test.operator.client.patch(path, { suspendedReason: 'unpaid' });
    const refused = (await client.get('/v1/clips')).problem();
    expect(refused).toMatchObject({ status: 403, code: 'forbidden', detail: 'This tenant is suspended: unpaid' });
    expect(await waiting()).not.toContain(id);
    await test.operator.client.patch(path, { suspendedReason: null });
    expect((await client.get(run.links.self)).status).toBe(200);
    expect(await waiting()).toContain(id);
  });

  it('do not suspend themselves', async () => {
    const own = `/v1/tenants/${test.operator.tenantId}`;
    const answer = await test.operator.client.patch(own, { suspendedReason: 'holidays' });
    expect(answer.problem()).toMatchObject({ status: 409, code: 'conflict' });
    expect((await test.operator.client.get(own)).status).toBe(200);
  });
});

describe('caps', () => {
  it('on samples refuse what is too much, and say where they stand', async () => {
    const caps = { queuedSamples: 5, samplesPerDay: 7 };
    const { client } = await newTenant('capped', { caps });
    const ask = (samples: number) => client.post('/v1/generations', { targetEf: 40, samples });
    const { links } = (await ask(4)).json(generationDetailSchema);
    const queued = await ask(2);
    expect(queued.problem()).toMatchObject({
      ...{ status: 429, code: 'quota-exceeded' },
      errors: [{ field: 'queuedSamples', expected: 'expected at most 5; it stands at 4, and this asks for 2 more' }],
    });
    expect(queued.headers.get('Retry-After')).toBe('60');
    expect((await client.get('/v1/tenant')).json(tenantDetailSchema).used).toEqual({
      ...{ inFlightSamples: 0, queuedSamples: 4, samplesPerDay: 4, storageBytes: 0 },
    });
    expect((await ask(1)).status).toBe(202);
    await client.post(links.cancel);
    expect((await ask(4)).status).toBe(202);
    await test.operator.client.patch('/v1/tenants/' + (await idOf(client)), { caps: { queuedSamples: null } });
    const daily = (await ask(3)).problem();
    expect(daily.errors[0]).toMatchObject({ field: 'samplesPerDay', expected: expect.stringContaining('stands at 5') });
    expect((await ask(2)).status).toBe(202);
  });

  it('on uploads refuse one more than may be on their way', async () => {
    const { client } = await newTenant('uploader', { caps: { uploadsAtOnce: 0 } });
    const upload = () => client.upload('/v1/clips', encodeNpy(greyClipOf()), 'clip.npy');
    expect((await upload()).problem()).toMatchObject({ code: 'quota-exceeded', errors: [{ field: 'uploadsAtOnce' }] });
    await test.operator.client.patch('/v1/tenants/' + (await idOf(client)), { caps: { uploadsAtOnce: 1 } });
    expect((await upload()).status).toBe(201);
  });

  it('on storage refuse more when it is full, and usage says what it is full of', async () => {
    const { client, path } = await newTenant('hoarder', { caps: { storageBytes: 1_000 } });
    const upload = () => client.upload('/v1/clips', encodeNpy(greyClipOf({ frames: 4 })), 'clip.npy');
    expect((await upload()).status).toBe(201);
    const bytes = 4 * 24 * 32;
    const full = [{ field: 'storageBytes', expected: `expected less than 1000 in use; it stands at ${bytes}` }];
    expect((await upload()).problem()).toMatchObject({ status: 429, code: 'quota-exceeded', errors: full });
    const ask = await client.post('/v1/generations', { targetEf: 40 });
    expect(ask.problem()).toMatchObject({ code: 'quota-exceeded', errors: full });
    const usage = (await client.get('/v1/usage')).json(usageSchema);
    expect(usage.total).toEqual({ samples: 0, attempts: 0, frames: 0, bytes, uploads: 1 });
    expect(usage.days).toEqual([{ day: usage.to, ...usage.total }]);
    expect((await test.operator.client.get(`${path}/usage`)).json(usageSchema)).toEqual(usage);
    expect((await test.operator.client.get(`/v1/tenants/${newTenantId()}/usage`)).status).toBe(404);
    for (const query of ['from=2026-02-30', 'from=2026-02-02&to=2026-02-01', 'from=2020-01-01&to=2026-01-01'])
      expect((await client.get(`/v1/usage?${query}`)).problem().errors).toMatchObject([{ field: 'from' }]);
  });

  const idOf = async (client: typeof test.alice.client): Promise<string> =>
    (await client.get('/v1/tenant')).json(tenantDetailSchema).id;
});

describe('the audit log', () => {
  it('has every call that may have changed something, and who made it from where', async () => {
    const { client, tenant } = await newTenant('audited');
    const entries = async () => (await client.get('/v1/audit-log')).json(auditPageSchema).items;
    await client.get('/v1/clips');
    await client.post('/v1/generations', { targetEf: 40 }, { 'X-Request-Id': 'mine-7' });
    await client.post('/v1/generations', { targetEf: 400 });
    await client.patch(`/v1/tenants/${tenant.id}`, { weight: 9 });
    await expectEventually(async () => expect(await entries()).toHaveLength(3));
    const [forbidden, refused, made] = await entries();
    expect(made).toMatchObject({
      ...{ keyId: tenant.key.id, operation: 'createGeneration', method: 'POST', path: '/v1/generations' },
      ...{ status: 202, correlationId: 'mine-7' },
    });
    expect(made?.address).toMatch(/127\.0\.0\.1|::1/);
    expect(refused).toMatchObject({ operation: 'createGeneration', status: 400 });
    expect(forbidden).toMatchObject({ operation: 'changeTenant', path: `/v1/tenants/${tenant.id}`, status: 403 });
    const first = (await client.get('/v1/audit-log?limit=1')).json(auditPageSchema);
    expect(first.items).toEqual([forbidden]);
    const second = (await client.get(`/v1/audit-log?limit=1&after=${first.next}`)).json(auditPageSchema);
    expect(second.items).toEqual([refused]);
  });
});
