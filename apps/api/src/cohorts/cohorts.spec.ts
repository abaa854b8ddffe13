import { encodeNpy } from '@echocohort/media';
import { ClipReadingsRepository, type SampleResultRow } from '@echocohort/platform';
import {
  type ClipId,
  clipIdSchema,
  type ClipReading,
  clipReadingSchema,
  limits,
  newClipId,
  type RunId,
} from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cohortEstimateSchema } from '../cohort-plan/estimate.schema.js';
import { clipSchema } from '../clips/clips.schema.js';
import { generationPageSchema } from '../generations/generations.schema.js';
import { sampleDetailSchema, samplePageSchema } from '../samples/samples.schema.js';
import { failedFacts, makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { cohortDetailSchema, cohortPageSchema } from './cohorts.schema.js';

const video = new TextEncoder().encode('0123456789');
const list = { kind: 'list', targets: [20, 40] } as const;

describe('cohorts', () => {
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

  const upload = async (): Promise<ClipId> => {
    const answer = await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf({ frames: 8 })), 'clip.npy');
    return clipIdSchema.parse(answer.json(clipSchema).id);
  };
  /** What the readers of the default bundle see in a clip. */
  const read = (clipId: ClipId, reading: Partial<ClipReading>) => {
    const ref = { tenantId: test.alice.tenantId, clipId, fingerprint: 'a'.repeat(64) };
    const of = clipReadingSchema.parse({
      ...{ version: 1, frames: [0], lvAreaPx2: [9], lvLengthPx: [3], auditAreaPx2: [9], auditLengthPx: [3] },
      ...{ agreement: [0.9], outlines: [[0, 0]], readable: [true], refusal: null, efPercent: 50 },
      ...{ efIntervalPercent: [48, 52], edFrame: 0, esFrame: 4, bestFrame: 0, ...reading },
    });
    return new ClipReadingsRepository(test.database).keep(ref, of);
  };
  const post = (body: object = {}, headers: Record<string, string> = {}) =>
    test.alice.client.post('/v1/cohorts', { plan: list, frames: 16, ...body }, headers);
  const create = async (body: object = {}) => {
    const answer = await post(body);
    expect([answer.status, answer.text()]).toEqual([202, expect.anything()]);
    return answer.json(cohortDetailSchema);
  };
  const change = async (path: string, body?: object) =>
    (await test.alice.client.post(path, body)).json(cohortDetailSchema);
  const get = async (id: RunId) => (await test.alice.client.get(`/v1/cohorts/${id}`)).json(cohortDetailSchema);
  const make = (id: RunId, index: number, facts: Partial<SampleResultRow> = {}) =>
    expectEventually(() => makeSample(test, id, index, video, facts));

  it('makes a million samples in a moment, as one row', async () => {
    const rowsOf = async () => (await test.database.db.selectFrom('runs').select('id').execute()).length;
    const before = await rowsOf();
    const startedMs = performance.now();
    const answer = await post({ samples: 1_000_000, plan: { kind: 'normal', mean: 50, sd: 10 } });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(answer.status).toBe(202);
    const cohort = answer.json(cohortDetailSchema);
    expect(answer.headers.get('Location')).toBe(cohort.links.self);
    expect(cohort).toMatchObject({ status: 'queued', counts: { total: 1_000_000, pending: 1_000_000 }, lane: 'bulk' });
    expect(await rowsOf()).toBe(before + 1);
    await change(cohort.links.cancel);
  });

  it('shows what was filled in, and its samples before they are made', async () => {
    const clipId = await upload();
    const cohort = await create({
      name: 'twins',
      labels: { study: 'a' },
      sources: { clipIds: [clipId] },
      replicates: 2,
    });
    expect(cohort).toMatchObject({
      name: 'twins',
      labels: { study: 'a' },
      spec: { plan: list, sources: 1, arms: 2, samples: 4, frames: [16], tolerance: 3, maxAttempts: 8 },
      progress: { samplesPerSecond: null, expectedEnd: null },
    });
    const { items } = (await test.alice.client.get(cohort.links.samples)).json(samplePageSchema);
    expect(
      items.map(({ targetEf, status, cohortId, generationId }) => [targetEf, status, cohortId, generationId]),
    ).toEqual([20, 40, 20, 40].map((target) => [target, 'pending', cohort.id, null]));
    expect(items[0]?.links).toMatchObject({ cohort: cohort.links.self, generation: null });
    expect((await create()).spec.seed).not.toBe(cohort.spec.seed);
  });

  it('is listed, newest first, and is no generation', async () => {
    const [older, newer] = [await create(), await create()];
    const first = (await test.alice.client.get('/v1/cohorts?limit=1')).json(cohortPageSchema);
    expect(first.items.map(({ id }) => id)).toEqual([newer.id]);
    const second = (await test.alice.client.get(`/v1/cohorts?limit=1&after=${first.next}`)).json(cohortPageSchema);
    expect(second.items.map(({ id }) => id)).toEqual([older.id]);
    const generations = (await test.alice.client.get('/v1/generations?limit=100')).json(generationPageSchema);
    expect(generations.items.map(({ id }) => id)).not.toContain(newer.id);
    expect((await test.alice.client.get(`/v1/generations/${newer.id}`)).status).toBe(404);
    const { id } = (await test.alice.client.post('/v1/generations', { targetEf: 40 })).json(
      cohortDetailSchema.pick({ id: true }),
    );
    expect((await test.alice.client.get(`/v1/cohorts/${id}`)).status).toBe(404);
    expect((await test.alice.client.post(`/v1/cohorts/${id}/cancel`)).status).toBe(404);
  });

  it('is the same for the same idempotency key and body', async () => {
    const headers = { 'Idempotency-Key': 'cohort-1' };
    const first = await post({ samples: 3 }, headers);
    const second = await post({ samples: 3 }, headers);
    expect(second.headers.get('Idempotent-Replayed')).toBe('true');
    expect(second.json(cohortDetailSchema).id).toBe(first.json(cohortDetailSchema).id);
    expect((await post({ samples: 4 }, headers)).problem()).toMatchObject({
      status: 422,
      code: 'idempotency-mismatch',
    });
    const elsewhere = await test.alice.client.post('/v1/generations', { targetEf: 40 }, headers);
    expect(elsewhere.problem().code).toBe('idempotency-mismatch');
  });

  describe('a dry run', () => {
    it('says what a cohort would come to, and makes nothing', async () => {
      const before = (await test.alice.client.get('/v1/cohorts?limit=1')).json(cohortPageSchema).items[0]?.id;
      const answer = await post({ dryRun: true, samples: 500_000, plan: { kind: 'uniform', min: 20, max: 60 } });
      expect(answer.status).toBe(200);
      const { histogram, ...estimate } = answer.json(cohortEstimateSchema);
      expect(estimate).toMatchObject({ samples: 500_000, arms: 1, sources: 0, splits: {} });
      expect(histogram.bins.filter(({ samples }) => samples > 0).map(({ min }) => min)).toEqual([
        20, 25, 30, 35, 40, 45, 50, 55,
      ]);
      expect((await test.alice.client.get('/v1/cohorts?limit=1')).json(cohortPageSchema).items[0]?.id).toBe(before);
    });

    it('knows what samples cost by those that were made', async () => {
      const { id } = await create({ samples: 2 });
      for (const index of [0, 1]) await make(id, index);
      const { storageBytes, deviceSeconds, expectedEnd, basis } = (await post({ dryRun: true, samples: 100 })).json(
        cohortEstimateSchema,
      );
      expect(storageBytes).toBeGreaterThan(100 * 20);
      expect(deviceSeconds).toBeGreaterThan(0);
      expect(Date.parse(expectedEnd!)).toBeGreaterThan(Date.now());
      expect(basis[0]).toContain('has made for you');
      const bobs = await test.bob.client.post('/v1/cohorts', { plan: list, dryRun: true });
      expect(bobs.json(cohortEstimateSchema)).toMatchObject({ storageBytes: null, expectedEnd: null });
    });
  });

  describe('bad input', () => {
    it.each<[string, object, string]>([
      ['1e9 samples', { samples: 1e9 }, 'samples'],
      ['1e9 replicates', { replicates: 1e9 }, 'replicates'],
      ['a plan that yields no EF', { plan: { kind: 'match', csv: '0.4\n0.5' } }, 'plan.csv'],
      ['offsets without sources', { plan: { kind: 'offsets', offsets: [10] } }, 'sources'],
      ['more frames than the model has', { frames: 17 }, 'frames'],
      ['a field that nobody knows', { sample: 3 }, 'sample'],
    ])('is refused, and named: %s', async (_what, body, field) => {
      const problem = (await post(body)).problem();
      expect(problem).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ field }] });
      if (field === 'samples') expect(problem.detail).toContain('10000000');
    });

    it('is any of as many clips as a cohort may have: the request is read before they are looked for', async () => {
      const clipIds = Array.from({ length: limits.sourcesPerCohortMax }, newClipId);
      expect((await post({ sources: { clipIds } })).problem().code).not.toBe('payload-too-large');
    });

    it('is a clip of another tenant, as one that is not there', async () => {
      const clipId = await upload();
      const bobs = await test.bob.client.post('/v1/cohorts', { plan: list, sources: { clipIds: [clipId] } });
      expect(bobs.problem()).toMatchObject({ status: 404, errors: [{ field: 'sources.clipIds[0]' }] });
      const nobodys = await post({ sources: { clipIds: [newClipId()] } });
      expect(nobodys.problem()).toMatchObject({ status: 404, errors: [{ field: 'sources.clipIds[0]' }] });
    });

    it('is a clip that cannot be read, unless it may be left out', async () => {
      const [good, bad] = [await upload(), await upload()];
      await read(good, { efPercent: 61.234 });
      await read(bad, { refusal: 'no ventricle was found', efPercent: null });
      const body = { sources: { clipIds: [good, bad] }, plan: { kind: 'offsets', offsets: [-30, 0] } };
      expect((await post(body)).problem()).toMatchObject({
        ...{ status: 422, code: 'no-ventricle' },
        errors: [{ field: 'sources.clipIds[1]', expected: expect.stringContaining('no ventricle was found') }],
      });
      const cohort = await create({ ...body, onUnreadable: 'leave-out', split: { train: 1 } });
      expect(cohort).toMatchObject({
        spec: { sources: 1, arms: 2, splits: { train: 1 } },
        leftOut: { sources: 1, examples: [{ clipId: bad, reason: 'the clip cannot be used: no ventricle was found' }] },
      });
      const { items } = (await test.alice.client.get(cohort.links.samples)).json(samplePageSchema);
      expect(items.map(({ targetEf }) => targetEf)).toEqual([31.23, 61.23]);
    });
  });

  it('is held to the caps of its tenant, and so is what it is extended by', async () => {
    const cap = (queuedSamples: number | null) =>
      test.operator.client.patch(`/v1/tenants/${test.bob.tenantId}`, { caps: { queuedSamples } });
    await cap(100);
    const ask = (samples: number) => test.bob.client.post('/v1/cohorts', { plan: list, samples });
    expect((await ask(101)).problem()).toMatchObject({ status: 429, errors: [{ field: 'queuedSamples' }] });
    const { links } = (await ask(60)).json(cohortDetailSchema);
    const extend = (samples: number) => test.bob.client.post(links.extend, { samples });
    expect((await extend(101)).problem()).toMatchObject({ status: 429, code: 'quota-exceeded' });
    expect((await extend(100)).json(cohortDetailSchema).counts.total).toBe(100);
    await test.bob.client.post(links.cancel);
    await cap(null);
  });

  describe('the life of a cohort', () => {
    it('goes on where it was after a pause', async () => {
      const { id, links } = await create({ samples: 400 });
      await make(id, 0);
      expect(await change(links.pause)).toMatchObject({ status: 'paused', progress: { expectedEnd: null } });
      expect(await change(links.pause)).toMatchObject({ status: 'paused' });
      const resumed = await change(links.resume);
      expect(resumed.status).toBe('running');
      expect(resumed.progress.samplesPerSecond).toBeGreaterThan(0);
      expect(Date.parse(resumed.progress.expectedEnd!)).toBeGreaterThan(Date.now());
      await make(id, 2);
      await change(links.cancel);
      for (const link of [links.pause, links.resume])
        expect((await test.alice.client.post(link)).problem()).toMatchObject({ status: 409, code: 'conflict' });
    });

    it('waits after its preview until it is resumed', async () => {
      const cohort = await create({ samples: 6, preview: 2, holdAfterPreview: true });
      expect(cohort).toMatchObject({ lane: 'interactive', preview: 2, status: 'queued' });
      for (const index of [0, 1]) await make(cohort.id, index);
      expect(await get(cohort.id)).toMatchObject({
        status: 'paused',
        lane: 'bulk',
        counts: { succeeded: 2, pending: 4 },
      });
      expect(await change(cohort.links.resume)).toMatchObject({ status: 'running' });
      for (const index of [2, 3, 4, 5]) await make(cohort.id, index);
      expect(await get(cohort.id)).toMatchObject({ status: 'succeeded', counts: { succeeded: 6 } });
    });

    it('is longer than was asked for at first, when it is extended', async () => {
      const { id, links } = await create({ samples: 2, seed: 3, plan: { kind: 'uniform' }, expiresAfter: 'P1D' });
      const before = (await test.alice.client.get(`/v1/samples/${id}-1`)).json(sampleDetailSchema);
      for (const index of [0, 1]) await make(id, index);
      const ended = await get(id);
      expect(ended.status).toBe('succeeded');
      expect(Date.parse(ended.expiresAt!) - Date.parse(ended.finishedAt!)).toBe(86_400_000);
      const extended = await change(links.extend, { samples: 3 });
      expect(extended).toMatchObject({ status: 'running', counts: { total: 3, pending: 1 }, expiresAt: null });
      expect(await change(links.extend, { replicates: 3 })).toMatchObject({ counts: { total: 3 } });
      await make(id, 2);
      expect(await get(id)).toMatchObject({ status: 'succeeded', counts: { succeeded: 3 } });
      expect((await test.alice.client.get(`/v1/samples/${id}-1`)).json(sampleDetailSchema).targetEf).toBe(
        before.targetEf,
      );
      for (const [body, field] of [
        [{ samples: 2 }, 'samples'],
        [{ replicates: 2 }, 'replicates'],
        [{ replicates: 10_000_000, samples: 2 }, 'samples'],
        [{}, 'samples'],
      ] as const)
        expect((await test.alice.client.post(links.extend, body)).problem()).toMatchObject({
          status: 400,
          errors: [{ field }],
        });
    });

    it('ends for good when it is cancelled', async () => {
      const { links } = await create({ samples: 5 });
      expect(await change(links.cancel)).toMatchObject({ status: 'cancelled', counts: { cancelled: 5, pending: 0 } });
      expect((await test.alice.client.post(links.cancel)).status).toBe(200);
      expect((await test.alice.client.post(links.extend, { samples: 9 })).problem().code).toBe('conflict');
    });
  });

  describe('a manifest', () => {
    const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== '');

    it('has a line for each sample that is made or has failed, and nothing of the others', async () => {
      const clipId = await upload();
      const { id, links } = await create({
        sources: { clipIds: [clipId] },
        replicates: 3,
        split: { train: 1 },
        seed: 9,
      });
      await make(id, 0, { measuredEfPercent: 20.456, shownEfPercent: 22.5 });
      await make(id, 1, { measuredEfPercent: null, auditEfPercent: null, accepted: false });
      await make(id, 3, { ...failedFacts, error: { code: 'no-ventricle', message: 'none' } });
      const answer = await test.alice.client.get(links.manifest);
      expect(answer.headers.get('Content-Type')).toContain('application/jsonl');
      const entries = linesOf(answer.text()).map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(entries).toHaveLength(3);
      expect(entries[0]).toMatchObject({
        ...{
          id: `${id}-0`,
          index: 0,
          status: 'succeeded',
          targetEf: 20,
          measuredEf: 20.46,
          auditEf: 19,
          shownEf: 22.5,
        },
        ...{ accepted: true, attempts: 1, frames: 16, seed: 9, noiseIndex: 0, clipId, split: 'train', videoBytes: 10 },
        ...{
          model: 'tiny',
          modelDigest: 'a'.repeat(64),
          videoSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          error: null,
        },
      });
      for (const name of ['videoKey', 'outlineKey'])
        expect(await test.storage.head(entries[0]![name] as string)).not.toBeNull();
      expect(entries[1]).toMatchObject({
        index: 1,
        noiseIndex: 0,
        outlineKey: null,
        measuredEf: null,
        accepted: false,
      });
      expect(entries[2]).toMatchObject({
        index: 3,
        noiseIndex: 1,
        status: 'failed',
        videoKey: null,
        error: 'no-ventricle',
      });
      expect((await test.bob.client.get(links.manifest)).status).toBe(404);
    });

    it('is the same as CSV', async () => {
      const { id, links } = await create({ samples: 2 });
      for (const index of [0, 1]) await make(id, index);
      const answer = await test.alice.client.get(`${links.manifest}?format=csv`);
      expect(answer.headers.get('Content-Type')).toContain('text/csv');
      const [head, ...lines] = linesOf(answer.text()).map((line) => line.split(','));
      const [first] = linesOf((await test.alice.client.get(links.manifest)).text());
      const entry = JSON.parse(first!) as Record<string, string | number | boolean | null>;
      expect(head).toEqual(Object.keys(entry));
      expect(lines).toHaveLength(2);
      expect(lines[0]).toEqual(Object.values(entry).map((value) => String(value ?? '')));
    });

    it('comes as Parquet', async () => {
      const { id, links } = await create({ samples: 2 });
      await make(id, 0);
      const answer = await test.alice.client.get(`${links.manifest}?format=parquet`);
      expect(answer.headers.get('Content-Type')).toBe('application/vnd.apache.parquet');
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${id}.parquet"`);
      const text = Buffer.from(answer.bytes).toString('latin1');
      expect([text.slice(0, 4), text.slice(-4)]).toEqual(['PAR1', 'PAR1']);
      expect(text).toContain(`${id}-0`);
    });

    it('is empty before anything is made, and has no other format', async () => {
      const { links } = await create({ samples: 2_000, lane: 'bulk', preview: 1, holdAfterPreview: true });
      expect((await test.alice.client.get(links.manifest)).text()).toBe('');
      expect((await test.alice.client.get(`${links.manifest}?format=xlsx`)).problem().errors[0]?.field).toBe('format');
      expect((await test.alice.client.send(links.manifest, { method: 'HEAD' })).status).toBe(200);
    });
  });
});
