import { encodeNpy } from '@echocohort/media';
import { ClipReadingsRepository } from '@echocohort/platform';
import { newTenantId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditPageSchema } from '../audit/audit.schema.js';
import { clipPageSchema, clipSchema } from '../clips/clips.schema.js';
import { cohortDetailSchema, cohortPageSchema } from '../cohorts/cohorts.schema.js';
import { exportPageSchema, exportSchema } from '../exports/exports.schema.js';
import { generationDetailSchema, generationPageSchema } from '../generations/generations.schema.js';
import { createdKeySchema, keyPageSchema } from '../keys/keys.schema.js';
import { operations } from '../openapi/operations.js';
import { firingSchema, scheduleSchema } from '../schedules/schedules.schema.js';
import { makeSample } from '../test-rig/make-samples.js';
import { readingOf } from '../test-rig/reading-of.js';
import { startTestApi, type TestApi, type TestTenant } from '../test-rig/start-test-api.js';
import { deliverySchema, webhookPageSchema, webhookSchema } from '../webhooks/webhooks.schema.js';

/** What deletes comes last. */
const named = operations
  .filter(({ path }) => path.includes('{'))
  .sort((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'));
/** Every route that names something of a tenant. */
const tenantRoutes = named.filter(({ access }) => access !== 'public' && access !== 'platform');
/** Every route that names a tenant itself. */
const platformRoutes = named.filter(({ access }) => access === 'platform');

describe('another tenant', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;
  let ids: Record<string, string>;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
    const clip = await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf()), 'clip.npy');
    const { id: clipId } = clip.json(clipSchema);
    const read = { tenantId: test.alice.tenantId, clipId, fingerprint: 'a'.repeat(64) };
    await new ClipReadingsRepository(test.database).keep(read, readingOf());
    const run = (await test.alice.client.post('/v1/generations', { targetEf: 40, samples: 2 })).json(
      generationDetailSchema,
    );
    await expectEventually(() => makeSample(test, run.id, 0, new Uint8Array(10)));
    const key = await test.alice.client.post('/v1/keys', { name: 'spare', scopes: ['read'] });
    const cohort = { plan: { kind: 'list', targets: [20, 40] }, samples: 10 };
    const { id: cohortId } = (await test.alice.client.post('/v1/cohorts', cohort)).json(cohortDetailSchema);
    const schedule = { name: 'never', cron: '0 0 1 1 *', cohort };
    const { id: scheduleId } = (await test.alice.client.post('/v1/schedules', schedule)).json(scheduleSchema);
    const firing = (await test.alice.client.post(`/v1/schedules/${scheduleId}/fire`)).json(firingSchema);
    const { id: exportId } = (await test.alice.client.post('/v1/exports')).json(exportSchema);
    const hook = { url: 'https://receiver.example/', enabled: false };
    const { links, id: webhookId } = (await test.alice.client.post('/v1/webhooks', hook)).json(webhookSchema);
    const delivery = (await test.alice.client.post(links.test)).json(deliverySchema);
    ids = {
      ...{ webhookId, deliveryId: delivery.id, exportId },
      ...{ scheduleId, firingId: firing.id },
      ...{ clipId, generationId: run.id, cohortId, sampleId: `${run.id}-0` },
      ...{ keyId: key.json(createdKeySchema).id, tenantId: test.alice.tenantId },
    };
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const pathOf = (template: string): string => template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

  it('covers the routes of clips, generations, cohorts, schedules, samples, webhooks, exports and keys', () => {
    expect(tenantRoutes.map(({ operationId }) => operationId).sort()).toEqual([
      'cancelCohort',
      'cancelGeneration',
      'changeClip',
      'changeSchedule',
      'changeWebhook',
      'deleteCohort',
      'deleteGeneration',
      'deleteSchedule',
      'deleteWebhook',
      'extendCohort',
      'fireSchedule',
      'getClip',
      'getClipContactSheet',
      'getClipFrames',
      'getClipOutline',
      'getCohort',
      'getCohortFigures',
      'getCohortManifest',
      'getDelivery',
      'getExport',
      'getFiring',
      'getFiringReport',
      'getGeneration',
      'getSample',
      'getSampleContactSheet',
      'getSampleOutline',
      'getSampleVideo',
      'getSchedule',
      'getWebhook',
      'listCohortSamples',
      'listDeliveries',
      'listExportParts',
      'listFirings',
      'listSamples',
      'pauseCohort',
      'redeliver',
      'resumeCohort',
      'revokeKey',
      'rotateWebhookSecret',
      'testWebhook',
    ]);
    expect(platformRoutes.map(({ operationId }) => operationId).sort()).toEqual([
      'changeTenant',
      'eraseTenant',
      'exportTenant',
      'getErasure',
      'getTenant',
      'getTenantExport',
      'getTenantUsage',
      'listTenantExportParts',
    ]);
  });

  it.each(tenantRoutes.map(({ operationId, method, path, body }) => [operationId, method, path, body] as const))(
    'gets 404 from %s, and the owner does not',
    async (_name, method, path, contents) => {
      const [content] = [contents ?? []].flat();
      const body = content && {
        headers: { 'Content-Type': content.mediaType },
        body: JSON.stringify(content.example),
      };
      const init = { method: method.toUpperCase(), ...body };
      const others = await test.bob.client.send(pathOf(path), init);
      expect(others.problem()).toMatchObject({ status: 404, code: 'not-found' });
      expect([200, 202, 204]).toContain((await test.alice.client.send(pathOf(path), init)).status);
    },
  );

  it.each(platformRoutes.map(({ operationId, method, path }) => [operationId, method, path] as const))(
    'gets 403 from %s, as the owner does, whether there is such a tenant or not',
    async (_name, method, path) => {
      const init = { method: method.toUpperCase() };
      for (const { client } of [test.alice, test.bob])
        expect((await client.send(pathOf(path), init)).problem()).toMatchObject({ status: 403, code: 'forbidden' });
      const nobody = path.replace('{tenantId}', newTenantId());
      expect((await test.bob.client.send(nobody, init)).status).toBe(403);
    },
  );

  it('sees nothing in the lists', async () => {
    expect((await test.bob.client.get('/v1/clips')).json(clipPageSchema).items).toEqual([]);
    expect((await test.bob.client.get('/v1/generations')).json(generationPageSchema).items).toEqual([]);
    expect((await test.alice.client.get('/v1/clips')).json(clipPageSchema).items).toHaveLength(1);
    expect((await test.bob.client.get('/v1/cohorts')).json(cohortPageSchema).items).toEqual([]);
    expect((await test.bob.client.get('/v1/webhooks')).json(webhookPageSchema).items).toEqual([]);
    expect((await test.bob.client.get('/v1/exports')).json(exportPageSchema).items).toEqual([]);
    const keysOf = async ({ client }: TestTenant) =>
      (await client.get('/v1/keys')).json(keyPageSchema).items.map(({ name }) => name);
    expect([await keysOf(test.alice), await keysOf(test.bob)]).toEqual([['spare', 'spec'], ['spec']]);
    const logged = async ({ client }: TestTenant) =>
      (await client.get('/v1/audit-log')).json(auditPageSchema).items.map(({ status }) => status);
    // A refused call is in the log of who made it, and in no other.
    await expectEventually(async () => expect(await logged(test.alice)).toContain(202));
    expect(new Set(await logged(test.bob))).toEqual(new Set([403, 404]));
    const after = await test.bob.client.get(`/v1/generations?after=${ids['generationId']}`);
    expect(after.json(generationPageSchema).items).toEqual([]);
  });
});
