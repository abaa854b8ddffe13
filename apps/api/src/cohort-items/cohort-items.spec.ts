import { encodeNpy } from '@echocohort/media';
import { ClipReadingsRepository, QuotaRepository, RunsRepository, storageKeys } from '@echocohort/platform';
import { type ClipId, clipReadingSchema, newClipId, type RunId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clipSchema } from '../clips/clips.schema.js';
import { cohortFiguresSchema } from '../cohort-figures/cohort-figures.schema.js';
import { cohortEstimateSchema } from '../cohort-plan/estimate.schema.js';
import { cohortDetailSchema } from '../cohorts/cohorts.schema.js';
import { sampleDetailSchema, samplePageSchema } from '../samples/samples.schema.js';
import { failedFacts, makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi, type TestTenant } from '../test-rig/start-test-api.js';

type ItemInput = Record<string, unknown> | string;

const video = new TextEncoder().encode('0123456789');
const textOf = (items: readonly ItemInput[]): string =>
  items.map((item) => `${typeof item === 'string' ? item : JSON.stringify(item)}\n`).join('');
/** So many good ones. */
const itemsOf = (count: number, facts: object = {}): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, k) => ({ custom_id: `item ${k}`, targetEf: 20 + (k % 50), frames: 8, ...facts }));

describe('a cohort of items', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;
  let clips: ClipId[];
  let bobsClip: ClipId;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
    clips = [await upload(test.alice, 8), await upload(test.alice, 9), await upload(test.alice, 10)];
    bobsClip = await upload(test.bob);
    await refuse(clips[2]!);
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  /** Clips of other lengths are of other pixels. */
  const upload = async ({ client }: TestTenant, frames = 8): Promise<ClipId> =>
    (await client.upload('/v1/clips', encodeNpy(greyClipOf({ frames })), 'clip.npy')).json(clipSchema).id;
  /** The readers of the default bundle see no ventricle in it. */
  const refuse = (clipId: ClipId) =>
    new ClipReadingsRepository(test.database).keep(
      { tenantId: test.alice.tenantId, clipId, fingerprint: 'a'.repeat(64) },
      clipReadingSchema.parse({
        ...{ version: 1, frames: [0], lvAreaPx2: [9], lvLengthPx: [3], auditAreaPx2: [9], auditLengthPx: [3] },
        ...{ agreement: [0.9], outlines: [[0, 0]], readable: [false], refusal: 'no ventricle was found' },
        ...{ efPercent: null, efIntervalPercent: null, edFrame: null, esFrame: null, bestFrame: null },
      }),
    );
  const post = (
    items: readonly ItemInput[],
    cohort?: object,
    { tenant = test.alice, headers = {} }: { tenant?: TestTenant; headers?: Record<string, string> } = {},
  ) => {
    const form = new FormData();
    form.append('items', new Blob([textOf(items)]), 'items.jsonl');
    if (cohort) form.append('cohort', JSON.stringify(cohort));
    return tenant.client.send('/v1/cohorts', { method: 'POST', body: form, headers });
  };
  const create = async (items: readonly ItemInput[], cohort?: object) => {
    const answer = await post(items, cohort);
    expect([answer.status, answer.text()]).toEqual([202, expect.anything()]);
    return answer.json(cohortDetailSchema);
  };
  /** What there is of runs, of uploads that may become one, and of objects of the tenant's runs. */
  const belongings = async (): Promise<number[]> => {
    const { tenantId } = test.alice;
    const runs = await test.database.db.selectFrom('runs').select('id').where('tenantId', '=', tenantId).execute();
    const uploads = await test.database.db.selectFrom('uploads').select('id').execute();
    let objects = 0;
    for await (const key of test.storage.list(`tenants/${tenantId}/runs/`)) objects += key === '' ? 0 : 1;
    return [runs.length, uploads.length, objects];
  };
  const make = (id: RunId, index: number, facts: object = {}) =>
    expectEventually(() => makeSample(test, id, index, video, facts));

  it('is one row and one object, and shows its samples as they were asked for', async () => {
    const [runs = 0, , objects = 0] = await belongings();
    const items = [
      { custom_id: 'ä "one"', targetEf: 25.5, clipId: clips[0], observedFrames: [2], frames: 8, seed: 5, tolerance: 1 },
      { custom_id: 'two', targetEf: 60 },
    ];
    const cohort = await create(items, { name: 'mine', labels: { a: 'b' }, frames: 12, seed: 9 });
    expect(cohort).toMatchObject({
      ...{ name: 'mine', labels: { a: 'b' }, lane: 'bulk', counts: { total: 2, pending: 2 } },
      spec: { plan: { kind: 'items', items: 2 }, sources: 1, samples: 2, frames: [8, 12], seed: 9, tolerance: 3 },
    });
    expect(await belongings()).toEqual([runs + 1, 0, objects + 1]);
    const { items: samples } = (await test.alice.client.get(cohort.links.samples)).json(samplePageSchema);
    expect(samples.map(({ custom_id, targetEf, frames, status }) => [custom_id, targetEf, frames, status])).toEqual([
      ['ä "one"', 25.5, 8, 'pending'],
      ['two', 60, 12, 'pending'],
    ]);
    expect((await test.bob.client.get(cohort.links.samples)).status).toBe(404);
    expect((await test.alice.client.post(cohort.links.extend, { samples: 3 })).problem().code).toBe('conflict');
  });

  it('has figures: what was asked for stands beside what was made', async () => {
    const cohort = await create(itemsOf(100));
    await make(cohort.id, 3);
    const figures = (await test.alice.client.get(cohort.links.figures)).json(cohortFiguresSchema);
    expect(figures).toMatchObject({ made: 1, plannedCounted: 100 });
    expect(figures.histogram.find(({ min }) => min === 20)).toMatchObject({ planned: 10, made: 1 });
    expect(figures.histogram.find(({ min }) => min === 5)).toMatchObject({ planned: 0, made: 0 });
  });

  it('carries the ids of its owner into samples and manifest, made, failed or not', async () => {
    const cohort = await create(itemsOf(2_100));
    await make(cohort.id, 0);
    await make(cohort.id, 1, { ...failedFacts, error: { code: 'no-ventricle', message: 'none' } });
    for (const index of [0, 1, 2_099]) {
      const sample = (await test.alice.client.get(`/v1/samples/${cohort.id}-${index}`)).json(sampleDetailSchema);
      expect(sample).toMatchObject({ index, custom_id: `item ${index}`, targetEf: 20 + (index % 50) });
    }
    const page = (await test.alice.client.get(`${cohort.links.samples}?after=1022&limit=3`)).json(samplePageSchema);
    expect(page.items.map(({ custom_id }) => custom_id)).toEqual(['item 1023', 'item 1024', 'item 1025']);
    const lines = (await test.alice.client.get(cohort.links.manifest)).text().trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as object);
    expect(entries).toMatchObject([
      { index: 0, custom_id: 'item 0', noiseIndex: 0, status: 'succeeded', clipId: null },
      { index: 1, custom_id: 'item 1', noiseIndex: 1, status: 'failed' },
    ]);
    const csv = (await test.alice.client.get(`${cohort.links.manifest}?format=csv`)).text();
    expect(csv.split('\r\n')[1]).toMatch(/,item 0$/);
    await test.alice.client.post(cohort.links.cancel);
  });

  it('puts its clips into splits, and leaves out those that cannot be used, when it may', async () => {
    const items = itemsOf(6).map((item, k) => ({ ...item, clipId: clips[k % 3] }));
    const settings = { onUnreadable: 'leave-out', split: { train: 1, test: 1 }, preview: 1, expiresAfter: 'P1D' };
    const cohort = await create(items, settings);
    expect(cohort).toMatchObject({
      spec: { sources: 2, samples: 4, splits: { train: 1, test: 1 } },
      leftOut: { sources: 1, items: 2, examples: [{ clipId: clips[2] }] },
      preview: 1,
    });
    const { items: samples } = (await test.alice.client.get(cohort.links.samples)).json(samplePageSchema);
    expect(samples.map(({ custom_id }) => custom_id)).toEqual(['item 0', 'item 1', 'item 3', 'item 4']);
    await make(cohort.id, 0);
    const [entry] = (await test.alice.client.get(cohort.links.manifest)).text().split('\n');
    expect(JSON.parse(entry!)).toMatchObject({ clipId: clips[0], split: expect.stringMatching(/^(train|test)$/) });
    const only = await post(itemsOf(1, { clipId: clips[2] }), settings);
    expect(only.problem()).toMatchObject({ status: 422, code: 'no-ventricle', errors: [{ field: 'items' }] });
    expect((await post(itemsOf(1, { clipId: clips[2], allowUnmeasured: true }))).status).toBe(202);
  });

  it('says what it would come to, and makes nothing', async () => {
    const before = await belongings();
    const answer = await post(itemsOf(100), { dryRun: true });
    expect(answer.status).toBe(200);
    const { histogram, ...estimate } = answer.json(cohortEstimateSchema);
    expect(estimate).toMatchObject({ samples: 100, sources: 0, leftOut: { items: 0 } });
    expect(histogram.counted).toBe(100);
    expect(histogram.bins.reduce((sum, { samples }) => sum + samples, 0)).toBe(100);
    expect(histogram.bins.find(({ min }) => min === 20)?.samples).toBe(10);
    expect(await belongings()).toEqual(before);
  });

  it('is the same for the same idempotency key, file and settings', async () => {
    const headers = { 'Idempotency-Key': 'items-1' };
    const send = (items: ItemInput[], cohort?: object) => post(items, cohort, { headers });
    const first = await send(itemsOf(3), { seed: 1, frames: 8 });
    const before = await belongings();
    const again = await send(itemsOf(3), { frames: 8, seed: 1 });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(again.json(cohortDetailSchema).id).toBe(first.json(cohortDetailSchema).id);
    for (const other of [send(itemsOf(4), { seed: 1, frames: 8 }), send(itemsOf(3), { seed: 2, frames: 8 })])
      expect((await other).problem()).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
    const many = await Promise.all(
      Array.from({ length: 4 }, () => post(itemsOf(5), {}, { headers: { 'Idempotency-Key': 'items-2' } })),
    );
    expect(new Set(many.map((one) => one.json(cohortDetailSchema).id)).size).toBe(1);
    const [runs = 0, , objects = 0] = before;
    expect(await belongings()).toEqual([runs + 1, 0, objects + 1]);
  });

  describe('bad input', () => {
    const good = { custom_id: 'good', targetEf: 40, frames: 8 };

    it.each<[string, ItemInput, string]>([
      ['an EF beyond the range', { ...good, targetEf: 90 }, 'line 2: targetEf'],
      ['no id', { targetEf: 40 }, 'line 2: custom_id'],
      ['an id with a NUL', { ...good, custom_id: '\u0000' }, 'line 2: custom_id'],
      ['an id of 129 characters', { ...good, custom_id: 'x'.repeat(129) }, 'line 2: custom_id'],
      ['the id of another line', { ...good, custom_id: 'first' }, 'line 2: custom_id'],
      ['a field that nobody knows', { ...good, ef: 3 }, 'line 2: ef'],
      ['more frames than the model makes', { ...good, frames: 17 }, 'line 2: frames'],
      ['a clip that is not there', { ...good, clipId: newClipId() }, 'line 2: clipId'],
      ['observed frames without a clip', { ...good, observedFrames: [0] }, 'line 2: clipId'],
      ['no JSON', '{"custom_id": ', 'line 2'],
      ['an empty line', '', 'line 2'],
      ['a list', '[]', 'line 2'],
      ['a line of 9 kB', { ...good, custom_id: 'x'.repeat(9_000) }, 'line 2'],
    ])('is named by its line: %s', async (_what, item, field) => {
      const before = await belongings();
      const problem = (await post([{ ...good, custom_id: 'first' }, item, { ...good, custom_id: 'last' }])).problem();
      expect(problem).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ field }] });
      expect(problem.errors).toHaveLength(1);
      expect(problem.detail).toContain('1 of 3 lines');
      expect(await belongings()).toEqual(before);
    });

    it('is a clip of another tenant, as one that is not there', async () => {
      const foreign = (await post([{ ...good, clipId: bobsClip }])).problem();
      const nobodys = (await post([{ ...good, clipId: newClipId() }])).problem();
      expect({ ...foreign, correlationId: '' }).toEqual({ ...nobodys, correlationId: '' });
      expect((await post([{ ...good, clipId: bobsClip }], {}, { tenant: test.bob })).status).toBe(202);
    });

    it('is a clip in which no ventricle is seen, and observed frames that it does not have', async () => {
      const of = (facts: object) => post([{ ...good, ...facts }]);
      expect((await of({ clipId: clips[2] })).problem().errors).toMatchObject([
        { field: 'line 1: clipId', expected: expect.stringContaining('no ventricle was found') },
      ]);
      const frames = (await of({ clipId: clips[0], observedFrames: [8] })).problem();
      expect(frames.errors[0]?.field).toBe('line 1: observedFrames[0]');
    });

    it('is told for the first hundred lines, and counted for all', async () => {
      const items = itemsOf(3_000).map((item, k) => (k % 2 === 0 ? item : { ...item, custom_id: 'the same' }));
      const { errors, detail } = (await post(items)).problem();
      expect(errors).toHaveLength(100);
      expect(detail).toContain('1499 of 3000 lines');
      expect(errors[0]).toMatchObject({
        field: 'line 4: custom_id',
        expected: expect.stringContaining('line 2 has it'),
      });
      expect(errors[99]?.field).toBe('line 202: custom_id');
    });

    it.each<[string, object, string]>([
      ['a split without clips', { split: { train: 1 } }, 'split'],
      ['a plan', { plan: { kind: 'uniform' } }, 'plan'],
      ['a deadline that has passed', { deadline: '2020-01-01T00:00:00Z' }, 'deadline'],
      ['a preview that is held, and none', { holdAfterPreview: true }, 'preview'],
      ['too many frames', { frames: 17 }, 'frames'],
      ['a model that nobody has', { model: 'nobody' }, 'model'],
    ])('is a setting: %s', async (_what, cohort, field) => {
      const before = await belongings();
      expect((await post([good], cohort)).problem()).toMatchObject({ status: 400, errors: [{ field }] });
      expect(await belongings()).toEqual(before);
    });

    it('is a form without items, with no lines, or with settings that are no JSON', async () => {
      const send = (parts: Record<string, string | Blob>) => {
        const form = new FormData();
        for (const [name, part] of Object.entries(parts)) form.append(name, part);
        return test.alice.client.send('/v1/cohorts', { method: 'POST', body: form });
      };
      for (const [parts, field] of [
        [{ cohort: '{}' }, 'items'],
        [{ items: new Blob(['']) }, 'items'],
        [{ items: new Blob([textOf([good])]), cohort: '{' }, 'cohort'],
        [{ items: new Blob([textOf([good])]), cohort: '[]' }, 'cohort'],
        [{ file: new Blob([textOf([good])]) }, 'file'],
      ] as const)
        expect((await send(parts)).problem().errors[0]?.field).toBe(field);
    });

    it('is more than a cap allows', async () => {
      const cap = (queuedSamples: number | null) =>
        test.operator.client.patch(`/v1/tenants/${test.bob.tenantId}`, { caps: { queuedSamples } });
      await cap(10);
      const refused = (await post(itemsOf(11), {}, { tenant: test.bob })).problem();
      expect(refused).toMatchObject({ status: 429, code: 'quota-exceeded', errors: [{ field: 'queuedSamples' }] });
      await cap(null);
    });
  });

  it('keeps its items when only the answer to its commit was lost', async () => {
    const [runs = 0, , objects = 0] = await belongings();
    const repository = test.api.app.get(RunsRepository);
    const create = repository.create.bind(repository);
    repository.create = async (...request) => {
      await create(...request);
      throw new TypeError('the connection broke');
    };
    expect((await post(itemsOf(2))).status).toBe(500);
    repository.create = create;
    expect(await belongings()).toEqual([runs + 1, 0, objects + 1]);
  });

  it('leaves nothing when its object cannot be stored; what is kept of it is counted as used', async () => {
    const before = await belongings();
    const put = test.storage.put.bind(test.storage);
    test.storage.put = () => Promise.reject(new TypeError('the store is away'));
    expect((await post(itemsOf(2))).status).toBe(500);
    test.storage.put = put;
    expect(await belongings()).toEqual(before);
    const usedBytes = async () => (await new QuotaRepository(test.database).standing(test.alice.tenantId)).storageBytes;
    const usedBefore = await usedBytes();
    const { id } = await create(itemsOf(2));
    const head = await test.storage.head(storageKeys.runItems(test.alice.tenantId, id));
    expect((await usedBytes()) - usedBefore).toBe(head?.sizeBytes);
  });
});
