import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectEventually, freePort, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultEventsConfig } from '../api-config.js';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { type Receiver, refuses, startReceiver, takes } from '../test-rig/receiver.js';
import { startTestApi, testWebhooksConfig, type TestApi } from '../test-rig/start-test-api.js';
import { SealedSecrets } from './sealed-secrets.js';
import { newWebhookSecret, signatureHeaders } from './sign-message.js';
import {
  deliveryPageSchema,
  deliverySchema,
  type DeliveryView,
  webhookPageSchema,
  webhookSchema,
  webhookWithSecretSchema,
  type WebhookWithSecret,
} from './webhooks.schema.js';

const root = join(import.meta.dirname, '../../../..');

let rigs: { url: string; stop(): Promise<void> }[];
let test: TestApi;
let receiver: Receiver;
beforeAll(async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  [rigs, receiver] = [[postgres, redis], await startReceiver()];
  const events = { ...defaultEventsConfig, publishEveryMs: 20 };
  const webhooks = { ...testWebhooksConfig, everyMs: 20, perTenant: 3 };
  test = await startTestApi({
    database: { databaseUrl: postgres.url },
    redisUrl: redis.url,
    config: { events, webhooks },
  });
});
afterAll(async () => {
  await test.close();
  await Promise.all([...rigs.map((rig) => rig.stop()), receiver.stop()]);
});

const create = async (body: object = {}): Promise<WebhookWithSecret> => {
  const answer = await test.alice.client.post('/v1/webhooks', { url: receiver.url, ...body });
  expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([201, 'no-store']);
  return answer.json(webhookWithSecretSchema);
};
const remove = (webhook: WebhookWithSecret) => test.alice.client.send(webhook.links.self, { method: 'DELETE' });
const generate = async (): Promise<string> =>
  (await test.alice.client.post('/v1/generations', { targetEf: 40 })).json(generationDetailSchema).id;
const settled = (delivery: DeliveryView, attempts: number): Promise<DeliveryView> =>
  expectEventually(async () => {
    const now = (await test.alice.client.get(delivery.links.self)).json(deliverySchema);
    expect([now.attempts, now.status]).toEqual([attempts, expect.stringMatching(/delivered|failed/)]);
    return now;
  });

describe('webhooks of a tenant', () => {
  it('are made, changed, listed and deleted, and show their secret once', async () => {
    const made = await create({ description: 'to the registry', kinds: ['cohort.failed', 'cohort.failed'] });
    expect(made).toMatchObject({ status: 'active', kinds: ['cohort.failed'], previousSecretUntil: null });
    const { secret, ...shown } = made;
    const { client } = test.alice;
    expect((await client.get(made.links.self)).text()).not.toContain(secret);
    expect((await client.get(made.links.self)).json(webhookSchema)).toEqual(shown);
    expect((await client.get('/v1/webhooks')).json(webhookPageSchema).items).toEqual([shown]);
    const { rows } = await sql<object>`select * from webhooks`.execute(test.database.db);
    expect(JSON.stringify(rows)).not.toContain(secret!.slice('whsec_'.length));
    const changed = (await client.patch(made.links.self, { enabled: false, kinds: null })).json(webhookSchema);
    expect(changed).toMatchObject({ status: 'disabled', disabledReason: null, kinds: null, url: receiver.url });
    const rotated = (await client.post(made.links.rotateSecret)).json(webhookWithSecretSchema);
    expect(rotated.secret).not.toBe(secret);
    expect(Date.parse(rotated.previousSecretUntil!)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect((await remove(made)).status).toBe(204);
    expect((await client.get(made.links.self)).status).toBe(404);
  });

  it('are so many at most', async () => {
    const made = [await create(), await create(), await create()];
    const more = await test.alice.client.post('/v1/webhooks', { url: receiver.url });
    expect(more.problem()).toMatchObject({ status: 429, code: 'quota-exceeded', errors: [{ field: 'webhooks' }] });
    for (const one of made) await remove(one);
  });

  it.each([
    ['an address of metadata', { url: 'http://169.254.169.254/latest/meta-data' }, 'url'],
    ['a private address', { url: 'https://10.0.0.1/' }, 'url'],
    ['an IPv4 address in IPv6', { url: 'https://[::ffff:10.0.0.1]/' }, 'url'],
    ['credentials', { url: 'https://user:password@example.org/' }, 'url'],
    ['another scheme', { url: 'file:///etc/passwd' }, 'url'],
    ['no URL', {}, 'url'],
    ['no kinds', { url: 'https://example.org/', kinds: [] }, 'kinds'],
    ['a kind that there is not', { url: 'https://example.org/', kinds: ['moon.landed'] }, 'kinds[0]'],
  ])('refuse %s', async (_what, body, field) => {
    const problem = (await test.alice.client.post('/v1/webhooks', body)).problem();
    expect([problem.status, problem.errors.map((error) => error.field)]).toEqual([400, [field]]);
  });

  it('are tested by a message that says nothing, and get a message again when somebody wants it', async () => {
    receiver.answer = takes;
    const webhook = await create({ kinds: ['generation.started'] });
    const { client } = test.alice;
    const tested = (await client.post(webhook.links.test)).json(deliverySchema);
    expect(await settled(tested, 1)).toMatchObject({ kind: 'webhook.test', status: 'delivered', sequence: null });
    const id = await generate();
    const page = await expectEventually(async () => {
      const { items } = (await client.get(webhook.links.deliveries)).json(deliveryPageSchema);
      expect(items).toHaveLength(2);
      return items;
    });
    expect(JSON.parse(receiver.received.at(-1)!.body)).toMatchObject({
      ...{ type: 'generation.started', data: { subjectId: id } },
    });
    receiver.answer = refuses(500);
    const again = (await client.post(page[0]!.links.redeliver)).json(deliverySchema);
    expect(await settled(again, 2)).toMatchObject({
      ...{ status: 'failed', lastAttempt: { status: 500, excerpt: 'not today ', error: 'the receiver answered 500' } },
    });
    const [first, second] = receiver.received.slice(-2);
    expect([second!.id, second!.body]).toEqual([first!.id, first!.body]);
    receiver.answer = takes;
    // What is done by hand moves nothing.
    expect((await client.get(webhook.links.self)).json(webhookSchema)).toMatchObject({ status: 'active' });
    await sql`delete from events`.execute(test.database.db);
    await client.post(page[0]!.links.redeliver);
    expect((await settled(again, 3)).lastAttempt?.error).toBe('the event is kept no longer');
    await remove(webhook);
  });
});

describe('the receiver of docs/webhooks.md', () => {
  const secret = newWebhookSecret();
  let port: number;
  let receiving: ChildProcess;
  const said: string[] = [];

  beforeAll(async () => {
    const [, code] = /^```js\n(.*?)^```/ms.exec(await readFile(join(root, 'docs/webhooks.md'), 'utf8'))!;
    port = await freePort();
    receiving = spawn(process.execPath, ['--input-type=module', '-e', code!], {
      cwd: root,
      env: { PATH: process.env['PATH'], PORT: String(port), WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    receiving.stdout!.setEncoding('utf8').on('data', (text: string) => said.push(...text.trim().split('\n')));
    await expectEventually(() => expect(said).toEqual(['ready']));
  });
  afterAll(async () => {
    receiving.kill();
    await once(receiving, 'exit');
  });

  const body = JSON.stringify({
    type: 'clip.read',
    timestamp: new Date().toISOString(),
    data: { subjectId: 'clip_1' },
  });
  const send = async (headers: Record<string, string>, text = body): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: text })).status;
  const signed = (id: string, at = new Date()) => signatureHeaders({ id, at, body }, [secret]);

  it('takes ours, deals with what is replayed once, and rejects what is tampered with or old', async () => {
    said.length = 0;
    const headers = signed('evt_7');
    expect([await send(headers), await send(headers), await send(signed('evt_7'))]).toEqual([204, 204, 204]);
    expect([await send(headers, body.replace('clip_1', 'clip_2')), await send({})]).toEqual([401, 401]);
    expect(await send(signed('evt_8', new Date(Date.now() - 6 * 60_000)))).toBe(401);
    expect(await send(signed('evt_9'))).toBe(204);
    await expectEventually(() => expect(said).toEqual(['clip.read of clip_1', 'clip.read of clip_1']));
  });

  it('hears what happens, from the API itself', async () => {
    said.length = 0;
    const webhook = await create({ url: `http://127.0.0.1:${port}/`, enabled: false });
    // The receiver has a secret of its own; it is put in place of the one that was made.
    const sealed = new SealedSecrets(testWebhooksConfig.key).seal(secret, webhook.id);
    await sql`update webhooks set secret = ${sealed}, enabled = true where id = ${webhook.id}`.execute(
      test.database.db,
    );
    const id = await generate();
    await expectEventually(() => expect(said).toContain(`generation.started of ${id}`));
    await remove(webhook);
  });
});
