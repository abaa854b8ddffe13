import { SamplesRepository, storageKeys, type SampleResultRow } from '@echocohort/platform';
import { provenanceRecordSchema, type RunId, type GenerationSpec } from '@echocohort/shared';
import { expectEventually, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { failedFacts, makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { outlineViewSchema, sampleDetailSchema, samplePageSchema } from './samples.schema.js';

const video = new TextEncoder().encode('0123456789');

describe('samples', () => {
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

  const generate = async (body: object = {}) => {
    const answer = await test.alice.client.post('/v1/generations', { targetEf: 40, ...body });
    expect(answer.status).toBe(202);
    return answer.json(generationDetailSchema);
  };
  const make = (runId: RunId, index = 0, facts: Partial<SampleResultRow> = {}) =>
    expectEventually(() => makeSample(test, runId, index, video, facts));

  /** Takes from a run of one sample what was not written before there were two readings, and its take. */
  const makeOld = async (id: RunId): Promise<void> => {
    const { db } = test.database;
    const run = await db.selectFrom('runs').select('spec').where('id', '=', id).executeTakeFirstOrThrow();
    const spec: Partial<GenerationSpec> = run.spec as GenerationSpec;
    delete spec.allowUnmeasured;
    await db
      .updateTable('runs')
      .set({ spec: JSON.stringify(spec) })
      .where('id', '=', id)
      .execute();
    const row = (await new SamplesRepository(test.database).find(test.alice.tenantId, { id, shelf: 0 }, 0))!;
    const place = { tenantId: test.alice.tenantId, runId: id, index: 0, take: row.take! };
    const [old, key] = [{ ...place, take: '' }, storageKeys.sampleRecord(place)];
    const record = provenanceRecordSchema.parse(JSON.parse(Buffer.from(await test.storage.get(key)).toString()));
    const { measurement, auditAreaPx2, auditLengthPx, ...provenance } = record.provenance;
    expect([measurement, auditAreaPx2.length, auditLengthPx.length]).toEqual(['carried', 2, 2]);
    const attempts = provenance.attempts.map(({ auditEfPercent: _audit, ...attempt }) => attempt);
    const text = JSON.stringify({ provenance: { ...provenance, attempts } });
    await test.storage.put(storageKeys.sampleRecord(old), Buffer.from(text), { contentType: 'application/json' });
    await test.storage.put(storageKeys.sampleVideo(old), video, { contentType: 'video/mp4' });
    await sql`update samples set audit_ef_percent = null, take = null, video_key = ${storageKeys.sampleVideo(old)}
      where run_id = ${id}`.execute(db);
  };

  describe('an outline', () => {
    const outlineOf = (id: RunId, headers = {}) => test.alice.client.get(`/v1/samples/${id}-0/outline`, headers);

    it('is a polygon a frame, in pixels of the clip', async () => {
      const { id } = await generate();
      expect((await outlineOf(id)).problem()).toMatchObject({ status: 409, code: 'not-ready' });
      await make(id);
      const answer = await outlineOf(id);
      expect(answer.headers.get('Content-Type')).toContain('application/json');
      const outline = answer.json(outlineViewSchema.strict());
      expect(outline).toMatchObject({ id: `${id}-0`, width: 32, height: 24, frames: 2, framesPerSecond: 30 });
      expect(outline.efMethod).toContain('not clinical LVEF');
      const right = (side: number) => [
        [10, 6],
        [10 + side, 6],
        [10, 6 + side],
      ];
      expect(outline.polygons).toEqual([right(8), right(5)]);
      const { links } = (await test.alice.client.get(`/v1/samples/${id}-0`)).json(sampleDetailSchema);
      expect(links.outline).toBe(`/v1/samples/${id}-0/outline`);
    });

    it('is kept by who has it, as a video is', async () => {
      const { id } = await generate();
      await make(id);
      const whole = await outlineOf(id);
      expect(whole.headers.get('Cache-Control')).toContain('immutable');
      const etag = whole.headers.get('ETag') ?? '';
      expect((await outlineOf(id, { 'If-None-Match': etag })).status).toBe(304);
      const part = await outlineOf(id, { Range: 'bytes=0-5' });
      expect([part.status, part.text()]).toEqual([206, whole.text().slice(0, 6)]);
    });

    it.each<[string, Partial<SampleResultRow>]>([
      ['nobody could measure', { measuredEfPercent: null, auditEfPercent: null, accepted: false }],
      ['has failed', { ...failedFacts, error: { code: 'no-ventricle', message: 'observedFrames[0]: none' } }],
    ])('is not there of a sample that %s', async (_, facts) => {
      const { id } = await generate({ allowUnmeasured: true });
      await make(id, 0, facts);
      expect((await outlineOf(id)).problem()).toMatchObject({ status: 409, code: 'conflict' });
      const sample = (await test.alice.client.get(`/v1/samples/${id}-0`)).json(sampleDetailSchema);
      expect(sample).toMatchObject({ links: { outline: null }, accepted: false });
    });
  });

  it('shows what the made frames of a sample show, where they were looked at', async () => {
    const { id } = await generate({ samples: 2 });
    await make(id, 1, { shownEfPercent: 36.5 });
    await make(id);
    const { items } = (await test.alice.client.get(`/v1/generations/${id}/samples`)).json(samplePageSchema);
    expect(items.map(({ shownEf }) => shownEf)).toEqual([null, 36.5]);
  });

  it('keeps whether samples may be unmeasured', async () => {
    const { links } = await generate({ allowUnmeasured: true });
    const { spec } = (await test.alice.client.get(links.self)).json(generationDetailSchema);
    expect(spec.allowUnmeasured).toBe(true);
  });

  it('shows runs and samples of before there were two readings and unmeasured samples', async () => {
    const { id, links } = await generate();
    await make(id);
    await makeOld(id);
    const { spec } = (await test.alice.client.get(links.self)).json(generationDetailSchema);
    expect(spec.allowUnmeasured).toBe(false);
    const sample = (await test.alice.client.get(`/v1/samples/${id}-0`)).json(sampleDetailSchema);
    expect(sample).toMatchObject({ auditEf: null, links: { outline: null } });
    expect((await test.alice.client.get(`/v1/samples/${id}-0/video`)).text()).toBe('0123456789');
    expect(sample.provenance).toMatchObject({
      measurement: 're-read',
      auditAreaPx2: [],
      attempts: [{ measuredEfPercent: 41, auditEfPercent: null }],
    });
  });
});
