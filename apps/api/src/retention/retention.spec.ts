import { CommitRepository, DispatchRepository } from '@echocohort/platform';
import { type RunId, sampleSpec, type ComputedSpec } from '@echocohort/shared';
import { expectEventually, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultEventsConfig, defaultPurgeConfig } from '../api-config.js';
import { cohortDetailSchema, cohortPageSchema } from '../cohorts/cohorts.schema.js';
import { eventPageSchema } from '../events/events.schema.js';
import { generationDetailSchema, generationPageSchema } from '../generations/generations.schema.js';
import { firingSchema, scheduleSchema } from '../schedules/schedules.schema.js';
import { createdTenantSchema, tenantDetailSchema } from '../tenants/tenants.schema.js';
import { clientOf } from '../test-rig/client.js';
import { makeSample, resultOf } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

const video = new TextEncoder().encode('0123456789');
const cohort = { plan: { kind: 'list', targets: [20, 40] }, samples: 4, frames: 16 } as const;

describe('a run that is deleted', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({
      ...{ database: { databaseUrl: postgres.url }, redisUrl: redis.url },
      config: {
        purge: { ...defaultPurgeConfig, settleMs: 0, everyMs: 20 },
        // In each turn of the leader: before anything is left of nothing.
        events: { ...defaultEventsConfig, publishEveryMs: 0 },
      },
    });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    test.alice.client.post(path, body, headers);
  const make = (id: RunId, index: number) => expectEventually(() => makeSample(test, id, index, video));
  const remove = async (path: string) => (await test.alice.client.send(path, { method: 'DELETE' })).status;
  const statusOf = async (path: string) => (await test.alice.client.get(path)).status;
  const tombstoned = (id: RunId) =>
    expectEventually(async () => {
      const rows = await database().selectFrom('tombstones').select('reason').where('runId', '=', id).execute();
      expect(rows).toHaveLength(1);
    });
  const database = () => test.database.db;

  it('is there no more for anybody who reads, in whatever way, and stays away', async () => {
    const { id, links } = (await post('/v1/cohorts', cohort)).json(cohortDetailSchema);
    await make(id, 0);
    const paths = [links.self, links.samples, links.manifest, `/v1/samples/${id}-0`, `/v1/samples/${id}-0/video`];
    for (const path of paths) expect([path, await statusOf(path)]).toEqual([path, 200]);
    expect(await remove(`/v1/generations/${id}`)).toBe(404);
    expect(await remove(links.self)).toBe(204);
    for (const path of paths) expect([path, await statusOf(path)]).toEqual([path, 404]);
    expect(await remove(links.self)).toBe(404);
    for (const link of [links.pause, links.resume, links.cancel])
      expect((await test.alice.client.post(link)).status).toBe(404);
    expect((await post(links.extend, { samples: 9 })).status).toBe(404);
    expect((await test.alice.client.get('/v1/cohorts')).json(cohortPageSchema).items).toEqual([]);
    await tombstoned(id);
    expect(await statusOf(links.self)).toBe(404);
  });

  it('keeps its tickets from workers: what is under way is fenced', async () => {
    const { id, links } = (await post('/v1/generations', { targetEf: 40, samples: 2 })).json(generationDetailSchema);
    await make(id, 0);
    const open = await new DispatchRepository(test.database).openTickets(0);
    const ticket = open.find(({ payload }) => payload.runId === id)!.payload;
    const spec = (await database().selectFrom('runs').select('spec').where('id', '=', id).executeTakeFirstOrThrow())
      .spec;
    expect(await remove(links.self)).toBe(204);
    const commits = new CommitRepository(test.database);
    expect(await commits.begin(ticket)).toEqual([]);
    expect(await commits.commit([resultOf(ticket, sampleSpec(spec as ComputedSpec, 1), video)])).toEqual(['fenced']);
    expect((await test.alice.client.get('/v1/generations')).json(generationPageSchema).items).toEqual([]);
    await tombstoned(id);
  });

  it('is not made anew by the request that comes once more', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const { id, links } = (await post('/v1/generations', { targetEf: 40 }, headers)).json(generationDetailSchema);
    expect(await remove(links.self)).toBe(204);
    const again = async () => (await post('/v1/generations', { targetEf: 40 }, headers)).problem();
    expect(await again()).toMatchObject({ status: 404, detail: `What this Idempotency-Key made was deleted: ${id}` });
    await tombstoned(id);
    expect(await again()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await post('/v1/generations', { targetEf: 41 }, headers)).problem().code).toBe('idempotency-mismatch');
  });

  it('is named by the firing that made it, which has no link to it any more', async () => {
    const body = { name: 'nightly', cron: '0 0 1 1 *', cohort };
    const { links } = (await post('/v1/schedules', body)).json(scheduleSchema);
    const { id } = (await test.alice.client.post(links.fire)).json(firingSchema);
    const firing = async () => (await test.alice.client.get(`${links.firings}/${id}`)).json(firingSchema);
    await expectEventually(async () => expect((await firing()).links.cohort).not.toBeNull());
    const { cohortId, links: before } = await firing();
    expect(await remove(before.cohort!)).toBe(204);
    expect(await firing()).toMatchObject({ cohortId, status: 'fired', links: { cohort: null } });
    expect(await statusOf(before.report)).toBe(200);
    await tombstoned(cohortId!);
    expect(await firing()).toMatchObject({ cohortId, links: { cohort: null } });
    expect(await remove(links.self)).toBe(204);
  });

  it('is told of once', async () => {
    const { id, links } = (await post('/v1/cohorts', cohort)).json(cohortDetailSchema);
    expect(await remove(links.self)).toBe(204);
    await expectEventually(async () => {
      const { items } = (await test.alice.client.get('/v1/events?limit=100')).json(eventPageSchema);
      const kinds = items.filter(({ subjectId }) => subjectId === id).map(({ kind }) => kind);
      expect(kinds).toEqual(['cohort.started', 'cohort.deleted']);
    });
  });

  it('goes by itself when its time is over: its own, or else that of its tenant', async () => {
    const made = await test.operator.client.post('/v1/tenants', { name: 'short of room', expiresAfter: 'P2D' });
    const { id: tenantId, key, expiresAfter } = made.json(createdTenantSchema);
    expect(expiresAfter).toBe('P2D');
    const client = clientOf(test.url, key.secret);
    const create = async (body: object) =>
      (await client.post('/v1/generations', { targetEf: 40, ...body })).json(generationDetailSchema).id;
    const [own, tenants] = [await create({ expiresAfter: 'PT5H' }), await create({})];
    await test.operator.client.patch(`/v1/tenants/${tenantId}`, { expiresAfter: null });
    const kept = await create({});
    for (const id of [own, tenants, kept]) await make(id, 0);
    const expiry = async (id: RunId) => {
      const { expiresAt, finishedAt } = (await client.get(`/v1/generations/${id}`)).json(generationDetailSchema);
      return expiresAt && (Date.parse(expiresAt) - Date.parse(finishedAt!)) / 3_600_000;
    };
    expect([await expiry(own), await expiry(tenants), await expiry(kept)]).toEqual([5, 48, null]);
    await sql`update runs set finished_at = finished_at - interval '6 hours' where tenant_id = ${tenantId}`.execute(
      database(),
    );
    expect((await client.get(`/v1/generations/${own}`)).status).toBe(404);
    expect((await client.get(`/v1/samples/${own}-0`)).status).toBe(404);
    await tombstoned(own);
    expect((await client.get(`/v1/samples/${tenants}-0`)).status).toBe(200);
    const standing = await test.operator.client.get(`/v1/tenants/${tenantId}`);
    expect(standing.json(tenantDetailSchema)).toMatchObject({ expiresAfter: null, used: { storageBytes: 20 } });
  });
});
