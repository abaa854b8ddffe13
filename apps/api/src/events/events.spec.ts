import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { ClipReadingsRepository, EventsRepository } from '@echocohort/platform';
import { encodeNpy } from '@echocohort/media';
import { newClipId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultEventsConfig, type EventsConfig } from '../api-config.js';
import { clipSchema } from '../clips/clips.schema.js';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { listen } from '../test-rig/listen.js';
import { startTestApi, type TestApi, type TestTenant } from '../test-rig/start-test-api.js';
import { type EventPage, eventPageSchema, type EventView } from './events.schema.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
});
afterAll(() => Promise.all([postgres.stop(), redis.stop()]));

const startWith = (overrides: Partial<EventsConfig> = {}): Promise<TestApi> =>
  startTestApi({
    database: { databaseUrl: postgres.url },
    redisUrl: redis.url,
    config: { events: { ...defaultEventsConfig, publishEveryMs: 10, lookEveryMs: 20, ...overrides } },
  });

const pageOf = async ({ client }: TestTenant, query = ''): Promise<EventPage> =>
  (await client.get(`/v1/events${query}`)).json(eventPageSchema);
const generate = async ({ client }: TestTenant): Promise<string> =>
  (await client.post('/v1/generations', { targetEf: 40, samples: 2 })).json(generationDetailSchema).id;
/** All that a tenant may read, page by page. */
const allOf = async (tenant: TestTenant): Promise<EventView[]> => {
  const all: EventView[] = [];
  for (let after = '0'; ;) {
    const { items, next } = await pageOf(tenant, `?after=${after}&limit=7`);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
};
const sequencesOf = (events: readonly EventView[]): number[] => events.map(({ sequence }) => sequence);

describe('events', () => {
  let test: TestApi;
  beforeAll(async () => {
    test = await startWith({ heartbeatMs: 100, slowMs: 300, streamsPerTenant: 2 });
  });
  afterAll(() => test.close());

  it('tell what happens to generations and clips, to their tenant alone, and of the kinds that are asked for', async () => {
    const { alice, bob } = test;
    const id = await generate(alice);
    const clip = (await alice.client.upload('/v1/clips', encodeNpy(greyClipOf()), 'clip.npy')).json(clipSchema);
    const reading = { tenantId: alice.tenantId, clipId: clip.id, fingerprint: 'a'.repeat(64) };
    await sql`update clip_readings set reading = '{"refusal": "too dark"}' where clip_id = ${clip.id}`.execute(
      test.database.db,
    );
    // The second time is nothing new.
    for (const key of ['sheet', 'sheet']) await new ClipReadingsRepository(test.database).finish(reading, key);
    await alice.client.post(`/v1/generations/${id}/cancel`);
    const { items, through } = await expectEventually(async () => {
      const page = await pageOf(alice);
      expect(page.items).toHaveLength(3);
      return page;
    });
    expect(items.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['generation.started', id],
      ['clip.read', clip.id],
      ['generation.cancelled', id],
    ]);
    expect(items[1]?.data).toEqual({ fingerprint: 'a'.repeat(64), readable: false, refusal: 'too dark' });
    expect(items[2]?.data).toEqual({ counts: { total: 2, succeeded: 0, accepted: 0, failed: 0 }, error: null });
    expect((await pageOf(bob)).items).toEqual([]);
    expect((await pageOf(alice, `?after=${through}`)).items).toEqual([]);
    const chosen = await pageOf(alice, '?kind=clip.read&kind=generation.cancelled&limit=1');
    expect([chosen.items[0]?.kind, chosen.next]).toEqual(['clip.read', String(chosen.items[0]?.sequence)]);
  });

  it('refuse numbers that no event has, and kinds that there are not', async () => {
    const { client } = test.alice;
    for (const [query, field] of [
      ['after=999999', 'after'],
      ['after=-1', 'after'],
      ['kind=nothing', 'kind[0]'],
    ])
      expect((await client.get(`/v1/events?${query}`)).problem()).toMatchObject({ status: 400, errors: [{ field }] });
    const refused = await client.get('/v1/events', { 'Last-Event-ID': 'x', Accept: 'text/event-stream' });
    expect(refused.problem()).toMatchObject({ status: 400, errors: [{ field: 'Last-Event-ID' }] });
    const head = await client.send('/v1/events', { method: 'HEAD', headers: { Accept: 'text/event-stream' } });
    expect(head.status).toBe(200);
  });

  it('are heard without gaps or doubles by whoever leaves and comes back while they come', async () => {
    const { alice, bob } = test;
    const making = (async () => {
      for (let k = 0; k < 20; k += 1) await Promise.all([generate(alice), generate(bob)]);
    })();
    const heard: EventView[] = [];
    const isDone = (events: readonly EventView[]): boolean =>
      events.filter(({ kind }) => kind === 'generation.started').length === 21;
    while (!isDone(heard)) {
      const stream = await listen(test, alice, { lastEventId: heard.at(-1)?.sequence ?? 0 });
      expect(stream.status).toBe(200);
      heard.push(...(await stream.until((events) => events.length === 3 || isDone([...heard, ...events]))));
    }
    await making;
    expect(sequencesOf(heard)).toEqual(sequencesOf(await allOf(alice)));
    const bobs = sequencesOf(await allOf(bob));
    expect(heard.filter(({ sequence }) => bobs.includes(sequence))).toEqual([]);
  });

  it('are not awaited in silence: a stream says up to where all is told, though others have the events', async () => {
    const stream = await listen(test, test.bob, { query: '?kind=clip.read' });
    const from = (await stream.told.next()).value as { id: number };
    await generate(test.alice);
    for await (const { id, event } of stream.told) {
      expect(event).toBeNull();
      if (id > from.id) break;
    }
    stream.leave();
  });

  it('go to so many streams of a tenant at a time', async () => {
    const streams = [await listen(test, test.bob), await listen(test, test.bob)];
    const refused = await test.bob.client.get('/v1/events', { Accept: 'text/event-stream' });
    expect(refused.problem()).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect((await test.bob.client.get('/v1/events')).status).toBe(200);
    for (const stream of streams) stream.leave();
    await expectEventually(async () => {
      const stream = await listen(test, test.bob);
      stream.leave();
      expect(stream.status).toBe(200);
    });
  });

  it('are not kept for a client that does not read: its stream is cut', async () => {
    const { bob } = test;
    const { last } = await new EventsRepository(test.database).head();
    const refusal = 'x'.repeat(50_000);
    const payload = JSON.stringify({ clipId: newClipId(), fingerprint: 'f', refusal });
    const rows = Array.from({ length: 400 }, () => ({ tenantId: bob.tenantId, topic: 'clip.read', payload }) as const);
    await test.database.db.insertInto('outbox').values(rows).execute();
    await expectEventually(async () => expect((await pageOf(bob, `?after=${last}&limit=1`)).next).not.toBeNull());
    const { hostname, port } = new URL(test.url);
    const accepted = once(test.api.app.getHttpServer() as Server, 'connection');
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.pause();
    socket.write(
      `GET /v1/events?after=${last} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bob.secret}\r\nAccept: text/event-stream\r\n\r\n`,
    );
    // The server's end of it.
    const [cut] = (await accepted) as [Socket];
    if (!cut.closed) await once(cut, 'close');
    let receivedBytes = 0;
    socket.on('data', (chunk: Buffer) => (receivedBytes += chunk.length));
    socket.on('error', () => undefined);
    socket.resume();
    await once(socket, 'close');
    expect(receivedBytes).toBeLessThan(400 * refusal.length);
  });

  it('are gone after their time: whoever asks for them is told so', async () => {
    const { last } = await new EventsRepository(test.database).head();
    await sql`update event_head set expired = ${last}::bigint - 1`.execute(test.database.db);
    const lastEventId = last - 2;
    const refused = await test.alice.client.get(`/v1/events?after=${lastEventId}`);
    expect(refused.problem()).toMatchObject({ status: 410, code: 'expired', errors: [{ field: 'after' }] });
    expect((await listen(test, test.alice, { lastEventId })).status).toBe(410);
    expect((await test.alice.client.get(`/v1/events?after=${last - 1}`)).status).toBe(200);
    expect((await test.alice.client.get('/v1/events')).status).toBe(200);
  });
});

describe('a stream of events', () => {
  it('ends when its process does, at once', async () => {
    const test = await startWith();
    const { told } = await listen(test, test.alice);
    await told.next();
    const closing = performance.now();
    await test.close();
    expect(performance.now() - closing).toBeLessThan(5_000);
    while (!(await told.next()).done);
  });

  it('ends after a while', async () => {
    const test = await startWith({ streamMaxMs: 200, heartbeatMs: 50 });
    const { told } = await listen(test, test.alice);
    while (!(await told.next()).done);
    await test.close();
  });
});
