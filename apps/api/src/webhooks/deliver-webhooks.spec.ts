import {
  createLogger,
  createMetrics,
  type Database,
  DueWebhooksRepository,
  EventsRepository,
  openDatabase,
  OutboxRepository,
  TenantsRepository,
  WebhooksRepository,
  type WebhookRow,
} from '@echocohort/platform';
import { type EventKind, newClipId, newWebhookId, type TenantId } from '@echocohort/shared';
import { expectEventually, startPostgres } from '@echocohort/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { defaultWebhooksConfig, type WebhooksConfig } from '../api-config.js';
import { addressPolicy } from '../egress/address-policy.js';
import { Egress } from '../egress/egress.js';
import { type ResolveName } from '../egress/resolve-name.js';
import { type Received, type Receiver, refuses, startReceiver, takes } from '../test-rig/receiver.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { SealedSecrets } from './sealed-secrets.js';
import { newWebhookSecret } from './sign-message.js';

const hourMs = 3_600_000;
const secrets = new SealedSecrets('k'.repeat(32));
const metrics = createMetrics();

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let repository: WebhooksRepository;
let tenantId: TenantId;
let receiver: Receiver;
let others: Receiver[];
let duties: DeliverWebhooks[];
/** Of the duty, which writes it down; steps over the time that a message waits. */
let nowMs: number;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ databaseUrl: postgres.url });
  repository = new WebhooksRepository(database);
  receiver = await startReceiver();
});
afterAll(async () => {
  await Promise.all([database.close(), receiver.stop()]);
  await postgres.stop();
});
beforeEach(async () => {
  tenantId = (await new TenantsRepository(database).ensure(newWebhookId())).id;
  [receiver.received.length, receiver.answer, duties, others, nowMs] = [0, takes, [], [], Date.now()];
});
afterEach(async () => {
  for (const duty of duties) duty.end();
  await Promise.all(duties.map((duty) => duty.settled()));
  await Promise.all(others.map((one) => one.stop()));
  await sql`delete from webhooks`.execute(database.db);
});

const leader = (config: Partial<WebhooksConfig> = {}, resolve: ResolveName = () => Promise.resolve([])) => {
  const duty = new DeliverWebhooks({
    repository: new DueWebhooksRepository(database),
    egress: new Egress({ policy: addressPolicy(['127.0.0.0/8']), resolve, allowHttp: true }),
    secrets,
    logger: createLogger('webhooks', { level: 'silent' }),
    metrics,
    config: { ...defaultWebhooksConfig, everyMs: 0, ...config },
    now: () => nowMs,
    random: () => 0,
  });
  duties.push(duty);
  duty.begin();
  return {
    duty,
    /** A turn of the leader, and what it began. */
    turn: async (afterMs = 0): Promise<void> => {
      nowMs += afterMs;
      await duty.tick();
      await duty.settled();
    },
  };
};

/** Tells so many events of a kind. @returns the number of the last one */
const tell = async (events: number, of = tenantId): Promise<number> => {
  for (let k = 0; k < events; k += 1) {
    const payload = JSON.stringify({ clipId: newClipId(), fingerprint: 'f', refusal: null });
    await database.db.insertInto('outbox').values({ tenantId: of, topic: 'clip.read', payload }).execute();
  }
  await new OutboxRepository(database).publish(1_000);
  return (await new EventsRepository(database).head()).last;
};

interface Listening extends WebhookRow {
  readonly plainSecret: string;
}

const listen = async (facts: { url?: string; kinds?: EventKind[] | null; of?: TenantId } = {}): Promise<Listening> => {
  const { url = receiver.url, kinds = null, of = tenantId } = facts;
  const [id, plainSecret] = [newWebhookId(), newWebhookSecret()];
  const { last: position } = await new EventsRepository(database).head();
  const secret = secrets.seal(plainSecret, id);
  const webhook = { id, url, description: null, kinds, enabled: true, secret, position };
  const row = (await repository.create(of, webhook, 100))!;
  // Made by the database's clock, and due at once.
  nowMs = Date.now() + 1;
  return { ...row, plainSecret };
};
/** One more server, for as long as the test takes. */
const another = async (): Promise<Receiver> => {
  const one = await startReceiver();
  others.push(one);
  return one;
};
const standing = async ({ id }: WebhookRow, of = tenantId): Promise<WebhookRow> => (await repository.find(of, id))!;
const log = ({ id }: WebhookRow, of = tenantId) => repository.deliveries(of, id, { limit: 100 });
const sequences = (messages: readonly Received[]): (number | undefined)[] => messages.map(({ sequence }) => sequence);
/** The last so many numbers up to one. */
const upTo = (last: number, events: number): number[] =>
  Array.from({ length: events }, (_, k) => last - events + 1 + k);

describe('webhooks', () => {
  it('get what happens from now on, in order and signed, and what was said is written down', async () => {
    await tell(2);
    const webhook = await listen();
    const last = await tell(3);
    await leader().turn();
    expect(sequences(receiver.received)).toEqual(upTo(last, 3));
    for (const { body, headers } of receiver.received)
      expect(new Webhook(webhook.plainSecret).verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'clip.read',
        data: { kind: 'clip.read', data: { fingerprint: 'f', readable: true } },
      });
    expect(await standing(webhook)).toMatchObject({ position: last, failures: 0 });
    const deliveries = await log(webhook);
    expect(deliveries).toHaveLength(3);
    expect(deliveries[0]).toMatchObject({
      ...{ messageId: `evt_${last}`, sequence: last, status: 'delivered', attempts: 1, responseStatus: 204 },
      error: null,
    });
    expect(deliveries[0]!.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('get events of their kinds and their tenant, and go past the others', async () => {
    const { id: theirs } = await new TenantsRepository(database).ensure('others');
    const webhook = await listen({ kinds: ['cohort.failed'] });
    const last = await tell(5);
    await tell(1, theirs);
    await leader().turn();
    expect(receiver.received).toEqual([]);
    expect((await standing(webhook)).position).toBe(last);
  });

  it('are sent an event until they take it, and none after it before', async () => {
    const webhook = await listen();
    const last = await tell(2);
    receiver.answer = refuses(503);
    const { turn } = leader();
    await turn();
    expect(await standing(webhook)).toMatchObject({ failures: 1, position: last - 2 });
    await turn(2_499);
    expect(receiver.received).toHaveLength(1);
    await turn(1);
    await turn(5_000);
    expect(sequences(receiver.received)).toEqual([last - 1, last - 1, last - 1]);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(await log(webhook)).toMatchObject([
      {
        ...{ status: 'retrying', attempts: 3, responseStatus: 503, responseExcerpt: 'not today ' },
        error: 'the receiver answered 503',
      },
    ]);
    receiver.answer = takes;
    await turn(10_000);
    expect(sequences(receiver.received).slice(3)).toEqual([last - 1, last]);
    expect(await standing(webhook)).toMatchObject({ failures: 0, failingSince: null, position: last });
    expect(await metrics.registry.metrics()).toMatch(/^echocohort_webhook_attempts_total\{outcome="retrying"\} 3$/m);
  });

  it('are disabled after a day, which is told, and go on where they were when they are enabled', async () => {
    const webhook = await listen();
    const last = await tell(1);
    receiver.answer = refuses(500);
    const { turn } = leader();
    for (let k = 0; k < 40; k += 1) await turn(4 * hourMs);
    const reason = 'An event was not taken in 24 hours: the receiver answered 500';
    expect(await standing(webhook)).toMatchObject({ enabled: false, disabledReason: reason, position: last - 1 });
    const tried = receiver.received.length;
    const told = await tell(0);
    const events = await new EventsRepository(database).list(tenantId, { after: last, upTo: told, limit: 5 });
    expect(events).toMatchObject([
      { kind: 'webhook.disabled', subjectId: webhook.id, data: { reason, undelivered: last } },
    ]);
    receiver.answer = takes;
    await turn(4 * hourMs);
    expect(receiver.received).toHaveLength(tried);
    await repository.update(tenantId, webhook.id, { enabled: true });
    await turn();
    expect(sequences(receiver.received).slice(tried)).toEqual([last, told]);
  });

  it('do not wait for one that never answers, nor does the leader', async () => {
    const silent = await another();
    silent.answer = () => undefined;
    for (let k = 0; k < 4; k += 1) await listen({ url: silent.url });
    const patient = (await new TenantsRepository(database).ensure('patient')).id;
    await listen({ of: patient });
    await tell(1);
    const last = await tell(1, patient);
    // Room for three: the others' webhook has its turn before a second one of anybody.
    const { duty } = leader({ concurrency: 3, timeoutMs: 60_000 });
    const startedMs = performance.now();
    await duty.tick();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await expectEventually(() => expect(sequences(receiver.received)).toEqual([last]));
    expect(silent.received.length).toBeLessThanOrEqual(2);
    duty.end();
    await duty.settled();
  });

  it('get an event again under the same id, and lose none, where the leader ends between sending and writing', async () => {
    const webhook = await listen();
    const last = await tell(3);
    const first = leader();
    receiver.answer = (response, { sequence }) => {
      // The process is gone when the answer comes.
      if (sequence === last - 1) first.duty.end();
      else takes(response);
    };
    await first.turn();
    expect(await standing(webhook)).toMatchObject({ position: last - 2, failures: 0 });
    receiver.answer = takes;
    await leader().turn();
    expect(sequences(receiver.received)).toEqual([last - 2, last - 1, last - 1, last]);
    expect(receiver.received[1]!.id).toBe(receiver.received[2]!.id);
    expect(receiver.received[1]!.body).toBe(receiver.received[2]!.body);
  });

  it('are moved by one leader alone, though a former one still sends', async () => {
    const webhook = await listen();
    const last = await tell(2);
    const [former, present] = [leader(), leader()];
    const answers: (() => void)[] = [];
    receiver.answer = (response) => void answers.push(() => takes(response));
    await former.duty.tick();
    await expectEventually(() => expect(answers).toHaveLength(1));
    receiver.answer = takes;
    await present.turn();
    expect((await standing(webhook)).position).toBe(last);
    for (const answer of answers) answer();
    await former.duty.settled();
    expect(sequences(receiver.received)).toEqual([last - 1, last - 1, last]);
    expect(await standing(webhook)).toMatchObject({ position: last, failures: 0 });
    expect(await log(webhook)).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  });

  it('are signed by both secrets after a rotation, and by the new one alone in the end', async () => {
    const webhook = await listen();
    const next = newWebhookSecret();
    await repository.rotate(tenantId, webhook.id, secrets.seal(next, webhook.id), hourMs);
    const { turn } = leader();
    const accepted = async (afterMs: number): Promise<boolean[]> => {
      await tell(1);
      await turn(afterMs);
      const { body, headers } = receiver.received.at(-1)!;
      const { 'webhook-signature': signatures, 'webhook-id': id } = headers as Record<string, string>;
      // Of the time that the rig says it is, not of the clock that the verifier looks at.
      const stamp = new Date(nowMs);
      return [webhook.plainSecret, next].map((secret) =>
        signatures!.split(' ').includes(new Webhook(secret).sign(id!, stamp, body)),
      );
    };
    expect(await accepted(0)).toEqual([true, true]);
    expect(await accepted(2 * hourMs)).toEqual([false, true]);
  });

  it('do not reach an address that their name came to have later, nor where a redirect leads', async () => {
    const inside = await another();
    const leads = { to: '127.0.0.1' };
    const { turn } = leader({}, () => Promise.resolve([leads.to]));
    const webhook = await listen({ url: `http://rebound.example:${new URL(receiver.url).port}/` });
    await tell(1);
    await turn();
    expect(receiver.received).toHaveLength(1);
    leads.to = '169.254.169.254';
    await tell(1);
    await turn();
    expect((await log(webhook))[0]).toMatchObject({
      ...{ status: 'retrying', responseStatus: null },
      error: 'url: expected a name of public addresses; rebound.example leads to 169.254.169.254',
    });
    leads.to = '127.0.0.1';
    receiver.answer = (response) => response.writeHead(302, { Location: inside.url }).end();
    await turn(hourMs);
    expect((await log(webhook))[0]).toMatchObject({ status: 'retrying', responseStatus: 302 });
    expect(inside.received).toEqual([]);
  });

  it('wait while their tenant is suspended', async () => {
    await listen();
    const last = await tell(1);
    const { turn } = leader();
    const tenants = new TenantsRepository(database);
    await tenants.update(tenantId, { suspendedReason: 'unpaid' });
    await turn();
    expect(receiver.received).toEqual([]);
    await tenants.update(tenantId, { suspendedReason: null });
    await turn();
    expect(sequences(receiver.received)).toEqual([last]);
  });
});
