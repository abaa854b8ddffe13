import { expectEventually, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createdKeySchema, keyPageSchema } from '../keys/keys.schema.js';
import { type Answer } from '../test-rig/client.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { createdTenantSchema } from '../tenants/tenants.schema.js';
import { withoutSecrets } from './idempotent-post.js';

const cohort = { plan: { kind: 'list', targets: [30] } };
const made = [
  ['/v1/keys', { name: 'a', scopes: ['read'] }, { name: 'b', scopes: ['read'] }],
  ['/v1/tenants', { name: 'a' }, { name: 'b' }],
  ['/v1/schedules', { name: 'a', cron: '0 0 1 1 *', cohort }, { name: 'b', cron: '0 0 1 1 *', cohort }],
  ['/v1/webhooks', { url: 'https://a.example/' }, { url: 'https://b.example/' }],
] as const;

describe('an Idempotency-Key', () => {
  let rigs: { stop(): Promise<void> }[];
  let test: TestApi;
  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const post = (path: string, body: unknown, key: string): Promise<Answer> =>
    test.operator.client.post(path, body, { 'Idempotency-Key': key });
  const parsed = (answer: Answer): unknown => JSON.parse(answer.text());

  it.each(made)('makes one thing at %s, and shows its secret once', async (path, body, other) => {
    const first = await post(path, body, `once${path}`);
    const again = await post(path, body, `once${path}`);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect([first.headers.has('Idempotent-Replayed'), again.headers.get('Idempotent-Replayed')]).toEqual([
      false,
      'true',
    ]);
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    expect(parsed(again)).toEqual(withoutSecrets(parsed(first)));
    expect((await post(path, other, `once${path}`)).problem()).toMatchObject({ code: 'idempotency-mismatch' });
  });

  it('makes one thing of many requests at once', async () => {
    const before = (await test.operator.client.get('/v1/keys')).json(keyPageSchema).items.length;
    const ask = () => post('/v1/keys', { name: 'many', scopes: ['read'] }, 'many');
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    const { id } = (await ask()).json(createdKeySchema);
    const { items } = (await test.operator.client.get('/v1/keys')).json(keyPageSchema);
    expect([items.length, items[0]?.id]).toEqual([before + 1, id]);
  });

  it('is free again after a refusal, and a tenant’s own', async () => {
    const refused = await post('/v1/tenants', { name: 'operator' }, 'mine');
    expect(refused.problem()).toMatchObject({ code: 'conflict' });
    expect((await post('/v1/tenants', {}, 'mine')).status).toBe(400);
    expect((await post('/v1/tenants', { name: 'c' }, 'mine')).json(createdTenantSchema).name).toBe('c');
    const theirs = { 'Idempotency-Key': 'mine' };
    const alices = await test.alice.client.post('/v1/keys', { name: 'mine', scopes: ['read'] }, theirs);
    expect(alices.headers.has('Idempotent-Replayed')).toBe(false);
    expect((await post('/v1/keys', { name: 'x', scopes: ['read'] }, 'no spaces')).problem().errors).toMatchObject([
      { field: 'Idempotency-Key' },
    ]);
  });

  it('says that it is under way where its server ended in the midst, and makes nothing a second time', async () => {
    await post('/v1/keys', { name: 'lost', scopes: ['read'] }, 'lost');
    await sql`update idempotent_answers set body = null where key = 'lost'`.execute(test.database.db);
    const again = await post('/v1/keys', { name: 'lost', scopes: ['read'] }, 'lost');
    expect(again.problem()).toMatchObject({ status: 409, code: 'not-ready' });
    await sql`update idempotent_answers set created_at = now() - interval '25 hours'`.execute(test.database.db);
    await expectEventually(
      async () => expect((await post('/v1/keys', { name: 'lost', scopes: ['read'] }, 'lost')).status).toBe(201),
      { timeoutMs: 20_000 },
    );
  });

  it('keeps no secret', async () => {
    const { secret } = (await post('/v1/keys', { name: 's', scopes: ['read'] }, 'secret')).json(createdKeySchema);
    const { rows } = await sql<object>`select body from idempotent_answers`.execute(test.database.db);
    expect(JSON.stringify(rows)).toContain('"secret":null');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});
