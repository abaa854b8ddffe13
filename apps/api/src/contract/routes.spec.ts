import { encodeNpy } from '@echocohort/media';
import { storageKeys } from '@echocohort/platform';
import { clipIdSchema, newClipId, type RunId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { clipDetailSchema, clipPageSchema } from '../clips/clips.schema.js';
import { generationDetailSchema, generationPageSchema } from '../generations/generations.schema.js';
import { readinessSchema } from '../health/health.schema.js';
import { modelListSchema } from '../models/models.schema.js';
import { sampleDetailSchema, samplePageSchema } from '../samples/samples.schema.js';
import { failedFacts, makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

const video = new TextEncoder().encode('0123456789');

describe('routes', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
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

  const uploadClip = async () => {
    const answer = await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf({ frames: 8 })), 'ä clip.npy');
    expect(answer.status).toBe(201);
    return answer.json(clipDetailSchema);
  };
  const generate = async (body: object = {}) => {
    const answer = await test.alice.client.post('/v1/generations', { targetEf: 40, ...body });
    expect(answer.status).toBe(202);
    return answer.json(generationDetailSchema);
  };
  const makeAll = (runId: RunId, samples: number) =>
    expectEventually(async () => {
      for (let index = 0; index < samples; index += 1) await makeSample(test, runId, index, video);
    });

  it('stores an uploaded clip and shows it', async () => {
    const clip = await uploadClip();
    expect(clip).toMatchObject({ originalName: 'ä clip.npy', format: 'npy', frames: 8, height: 24, width: 32 });
    const again = await test.alice.client.get(clip.links.self);
    expect(again.json(clipDetailSchema)).toEqual(clip);
    const sheet = await test.alice.client.get(clip.links.contactSheet);
    expect(sheet.headers.get('Content-Type')).toBe('image/png');
    expect([...sheet.bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  it('lists clips by pages, newest first', async () => {
    const [older, newer] = [await uploadClip(), await uploadClip()];
    const first = (await test.alice.client.get('/v1/clips?limit=1')).json(clipPageSchema);
    expect(first.items.map(({ id }) => id)).toEqual([newer.id]);
    const second = (await test.alice.client.get(`/v1/clips?limit=1&after=${first.next}`)).json(clipPageSchema);
    expect(second.items.map(({ id }) => id)).toEqual([older.id]);
  });

  it('accepts a generation, fills in what was left open and shows its samples as pending', async () => {
    const answer = await test.alice.client.post('/v1/generations', { targetEf: 40, samples: 3 });
    expect(answer.status).toBe(202);
    const generation = answer.json(generationDetailSchema);
    expect(answer.headers.get('Location')).toBe(generation.links.self);
    expect(generation.spec).toMatchObject({
      frames: 16,
      tolerance: 3,
      maxAttempts: 8,
      clipId: null,
      allowUnmeasured: false,
    });
    expect(generation.samples.items.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    const other = await generate({ samples: 3 });
    expect(other.spec.seed).not.toBe(generation.spec.seed);
  });

  it('takes the frames of a clip as observed frames', async () => {
    const clip = await uploadClip();
    const generation = await generate({ clipId: clip.id, model: 'clip-only', observedFrames: [0, 4], seed: 0 });
    expect(generation.spec).toMatchObject({ clipId: clip.id, observedFrames: [0, 4], seed: 0 });
    expect((await generate({ clipId: clip.id })).spec.observedFrames).toBeNull();
    expect((await generate()).spec.observedFrames).toEqual([]);
  });

  it('gives the same generation for the same idempotency key and body, whatever the order of its fields', async () => {
    const headers = { 'Idempotency-Key': 'key-1' };
    const first = await test.alice.client.post('/v1/generations', '{"targetEf":40,"samples":2}', headers);
    const second = await test.alice.client.post('/v1/generations', '{"samples":2,"targetEf":40}', headers);
    expect(first.headers.has('Idempotent-Replayed')).toBe(false);
    expect(second.headers.get('Idempotent-Replayed')).toBe('true');
    expect(second.json(generationDetailSchema)).toMatchObject({ id: first.json(generationDetailSchema).id });
    const bobs = await test.bob.client.post('/v1/generations', '{"targetEf":50}', headers);
    expect(bobs.status).toBe(202);
  });

  it('answers a repeated request as it was answered, whatever has changed since', async () => {
    const { id: clipId } = await uploadClip();
    const headers = { 'Idempotency-Key': 'key-of-a-clip' };
    const body = { targetEf: 40, clipId };
    const first = await test.alice.client.post('/v1/generations', body, headers);
    await test.database.db.deleteFrom('clipReadings').where('clipId', '=', clipIdSchema.parse(clipId)).execute();
    await test.database.db.deleteFrom('clips').where('id', '=', clipIdSchema.parse(clipId)).execute();
    const second = await test.alice.client.post('/v1/generations', body, headers);
    expect([second.status, second.headers.get('Idempotent-Replayed')]).toEqual([202, 'true']);
    expect(second.json(generationDetailSchema).id).toBe(first.json(generationDetailSchema).id);
    expect((await test.alice.client.post('/v1/generations', body)).problem().code).toBe('not-found');
    const other = await test.alice.client.post('/v1/generations', { targetEf: 1 }, headers);
    expect(other.problem()).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
  });

  it('says that data are lost when an object is gone that a row names, and counts it', async () => {
    const { id, links } = await uploadClip();
    const key = storageKeys.clipSheet(test.alice.tenantId, clipIdSchema.parse(id));
    await test.storage.delete(key);
    const answer = await test.alice.client.get(links.contactSheet);
    expect(answer.problem()).toMatchObject({ status: 500, code: 'object-lost' });
    expect(answer.text()).not.toContain(key);
    const metrics = (await test.anonymous.get('/metrics')).text();
    expect(metrics).toContain('echocohort_lost_objects_total 1');
    expect((await test.alice.client.get(`/v1/clips/${newClipId()}/contact-sheet`)).status).toBe(404);
  });

  it('lists generations by pages', async () => {
    const [older, newer] = [await generate(), await generate()];
    const first = (await test.alice.client.get('/v1/generations?limit=1')).json(generationPageSchema);
    expect(first.items.map(({ id }) => id)).toEqual([newer.id]);
    const second = (await test.alice.client.get(`/v1/generations?limit=1&after=${first.next}`)).json(
      generationPageSchema,
    );
    expect(second.items.map(({ id }) => id)).toEqual([older.id]);
  });

  it('shows a made sample with its provenance, and its generation as succeeded', async () => {
    const { id, links } = await generate({ samples: 2, seed: 9 });
    await makeAll(id, 2);
    const generation = (await test.alice.client.get(links.self)).json(generationDetailSchema);
    expect(generation).toMatchObject({ status: 'succeeded', counts: { succeeded: 2, accepted: 2, pending: 0 } });
    const sample = (await test.alice.client.get(`/v1/samples/${id}-1`)).json(sampleDetailSchema);
    expect(sample).toMatchObject({
      status: 'succeeded',
      synthetic: true,
      targetEf: 40,
      measuredEf: 41,
      auditEf: 39,
      shownEf: null,
      accepted: true,
    });
    expect(sample.provenance).toMatchObject({ seed: 9, index: 1 });
  });

  it('pages through samples, made or not', async () => {
    const { id, links } = await generate({ samples: 5 });
    await expectEventually(() => makeSample(test, id, 3, video));
    const first = (await test.alice.client.get(`${links.samples}?limit=3`)).json(samplePageSchema);
    expect(first.items.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    const second = (await test.alice.client.get(`${links.samples}?limit=3&after=${first.next}`)).json(samplePageSchema);
    expect(second.items.map(({ index, status }) => [index, status])).toEqual([
      [3, 'succeeded'],
      [4, 'pending'],
    ]);
    expect(second.next).toBeNull();
  });

  describe('a video', () => {
    let path: string;
    beforeAll(async () => {
      const { id } = await generate();
      await makeAll(id, 1);
      path = `/v1/samples/${id}-0/video`;
    });

    it.each([
      ['none', undefined, 200, '0123456789', null],
      ['a middle', 'bytes=2-4', 206, '234', 'bytes 2-4/10'],
      ['an open end', 'bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['a suffix', 'bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['an end beyond', 'bytes=8-99', 206, '89', 'bytes 8-9/10'],
      ['several ranges', 'bytes=0-1,4-5', 200, '0123456789', null],
    ] as const)('answers range: %s', async (_name, range, status, text, contentRange) => {
      const answer = await test.alice.client.get(path, range === undefined ? {} : { Range: range });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('Content-Type')).toBe('video/mp4');
      expect(answer.text()).toBe(text);
      expect(answer.headers.get('Content-Range')).toBe(contentRange);
    });

    it('refuses a range beyond it', async () => {
      const answer = await test.alice.client.get(path, { Range: 'bytes=10-' });
      expect(answer.status).toBe(416);
      expect(answer.headers.get('Content-Range')).toBe('bytes */10');
      expect(answer.problem()).toMatchObject({ code: 'range-not-satisfiable', errors: [{ field: 'Range' }] });
    });

    it('is not sent again to who has it', async () => {
      const etag = (await test.alice.client.get(path)).headers.get('ETag') ?? '';
      expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
      expect((await test.alice.client.get(path, { 'If-None-Match': etag })).status).toBe(304);
      expect((await test.alice.client.get(path, { 'If-None-Match': '"other"' })).status).toBe(200);
    });

    it('is not there before it is made, nor after a cancel', async () => {
      const { id, links } = await generate();
      const pending = await test.alice.client.get(`/v1/samples/${id}-0/video`);
      expect(pending.problem()).toMatchObject({ status: 409, code: 'not-ready' });
      await test.alice.client.post(links.cancel);
      const cancelled = await test.alice.client.get(`/v1/samples/${id}-0/contact-sheet`);
      expect(cancelled.problem()).toMatchObject({ status: 409, code: 'conflict' });
    });

    it('can be fetched by a signed URL without a key, and not by a changed one', async () => {
      const { download } = (await test.alice.client.get(path.replace('/video', ''))).json(sampleDetailSchema);
      expect(download?.video).toMatch(new RegExp(`^${test.url}/v1/files/`));
      const signed = (download?.video ?? '').replace(test.url, '');
      const answer = await test.anonymous.get(signed);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Type')).toBe('video/mp4');
      expect(answer.text()).toBe('0123456789');
      const part = await test.anonymous.get(signed, { Range: 'bytes=2-4' });
      expect([part.status, part.text(), part.headers.get('Content-Range')]).toEqual([206, '234', 'bytes 2-4/10']);
      const etag = answer.headers.get('ETag') ?? '';
      expect((await test.anonymous.get(signed, { 'If-None-Match': etag })).status).toBe(304);
      expect((await test.anonymous.get(signed, { Range: 'bytes=10-' })).status).toBe(416);
      const forged = await test.anonymous.get(signed.replace('clip.mp4', 'sheet.png'));
      expect(forged.problem()).toMatchObject({ status: 400, errors: [{ field: 'signature' }] });
    });
  });

  it('shows a failed sample and why', async () => {
    const { id, links } = await generate();
    const error = { code: 'sampler-failed', message: 'the device was lost' } as const;
    await expectEventually(() => makeSample(test, id, 0, video, { ...failedFacts, error }));
    const sample = (await test.alice.client.get(`/v1/samples/${id}-0`)).json(sampleDetailSchema);
    expect(sample).toMatchObject({ status: 'failed', error, links: { video: null }, download: null });
    expect((await test.alice.client.get(links.self)).json(generationDetailSchema)).toMatchObject({ status: 'failed' });
    expect((await test.alice.client.get(`/v1/samples/${id}-0/video`)).problem().code).toBe('conflict');
  });

  it('cancels a generation once and for all, but not one that has ended', async () => {
    const { id, links } = await generate({ samples: 2 });
    const first = await test.alice.client.post(links.cancel);
    expect(first.status).toBe(200);
    expect(first.json(generationDetailSchema)).toMatchObject({
      status: 'cancelled',
      counts: { cancelled: 2, pending: 0 },
    });
    expect((await test.alice.client.post(links.cancel)).status).toBe(200);
    const sample = (await test.alice.client.get(`/v1/samples/${id}-0`)).json(sampleDetailSchema);
    expect(sample.status).toBe('cancelled');
    const ended = await generate();
    await makeAll(ended.id, 1);
    expect((await test.alice.client.post(ended.links.cancel)).problem()).toMatchObject({
      status: 409,
      code: 'conflict',
    });
  });

  it('shows the models, their limits and their quality', async () => {
    const { items } = (await test.alice.client.get('/v1/models')).json(modelListSchema);
    expect(items.map(({ name, isDefault, needsClip }) => ({ name, isDefault, needsClip }))).toEqual([
      { name: 'tiny', isDefault: true, needsClip: false },
      { name: 'clip-only', isDefault: false, needsClip: true },
    ]);
    expect(items[0]).toMatchObject({ limits: { frames: { max: 16 }, observedFramesMax: 2 }, measurement: 'carried' });
  });

  it('takes the key in X-API-Key too', async () => {
    expect((await test.anonymous.get('/v1/models', { 'X-API-Key': test.alice.secret })).status).toBe(200);
  });

  it('returns the request id of the caller, or makes one', async () => {
    const given = await test.alice.client.get('/v1/models', { 'X-Request-Id': 'mine-1' });
    expect(given.headers.get('X-Request-Id')).toBe('mine-1');
    const refused = await test.anonymous.get('/v1/models', { 'X-Request-Id': 'not a token!' });
    expect(refused.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(refused.problem().correlationId).toBe(refused.headers.get('X-Request-Id'));
  });

  it('answers on its own pages without a key', async () => {
    const home = await test.anonymous.get('/');
    expect(home.text()).toContain('Not for clinical use');
    expect(home.headers.has('X-Powered-By')).toBe(false);
    const docs = await test.anonymous.get('/docs');
    expect(docs.text()).toContain('swagger-ui-bundle.js');
    expect((await test.anonymous.get('/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await test.anonymous.get('/docs/swagger-ui-init.js')).text()).toContain('createGeneration');
    const document = (await test.anonymous.get('/openapi.json')).json(z.looseObject({ openapi: z.string() }));
    expect(document.openapi).toBe('3.1.0');
    expect((await test.anonymous.get('/healthz')).status).toBe(200);
    const ready = (await test.anonymous.get('/readyz')).json(readinessSchema);
    expect(ready).toEqual({ status: 'ok', draining: false, checks: { database: 'ok', redis: 'ok', storage: 'ok' } });
  });

  it('measures requests by route pattern', async () => {
    await test.alice.client.get(`/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0`);
    await expectEventually(async () => {
      const metrics = (await test.anonymous.get('/metrics')).text();
      expect(metrics).toContain(
        'echocohort_http_request_duration_seconds_count{method="GET",route="/v1/samples/:sampleId",status="404"} 1',
      );
      expect(metrics).not.toContain('01KAT7ZB5R2W8X3E7T9K4M6P0S');
    });
  });
});
