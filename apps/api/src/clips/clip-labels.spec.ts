import { encodeNpy } from '@echocohort/media';
import { ClipReadingsRepository } from '@echocohort/platform';
import { type ClipId, clipReadingSchema } from '@echocohort/shared';
import { greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cohortEstimateSchema } from '../cohort-plan/estimate.schema.js';
import { cohortDetailSchema } from '../cohorts/cohorts.schema.js';
import { startTestApi, type TestApi, type TestTenant } from '../test-rig/start-test-api.js';
import { clipDetailSchema, clipPageSchema } from './clips.schema.js';

const npy = encodeNpy(greyClipOf({ frames: 8 })).slice();
const plan = { kind: 'list', targets: [20, 40] } as const;

describe('labels of clips', () => {
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

  /** The texts of the form stand before its file, or behind it. */
  const send = (fields: Record<string, string>, { client }: TestTenant = test.alice, last = false) => {
    const form = new FormData();
    if (last) form.append('file', new Blob([npy]), 'clip.npy');
    for (const [name, text] of Object.entries(fields)) form.append(name, text);
    if (!last) form.append('file', new Blob([npy]), 'clip.npy');
    return client.send('/v1/clips', { method: 'POST', body: form });
  };
  const upload = async (labels: Record<string, string>, tenant = test.alice, last = false): Promise<ClipId> => {
    const answer = await send({ labels: JSON.stringify(labels) }, tenant, last);
    const clip = answer.json(clipDetailSchema);
    expect([answer.status, clip.labels]).toEqual([201, labels]);
    return clip.id;
  };
  const patch = (id: ClipId, labels: unknown) => test.alice.client.patch(`/v1/clips/${id}`, { labels });
  const list = async (query: string): Promise<ClipId[]> => {
    const page = (await test.alice.client.get(`/v1/clips?${query}`)).json(clipPageSchema);
    return page.items.map(({ id }) => id);
  };

  it('come with the upload, and are changed one by one', async () => {
    const id = await upload({ site: 'berlin', year: '2026' }, test.alice, true);
    const changed = (await patch(id, { year: null, checked: 'by=me, today' })).json(clipDetailSchema);
    expect(changed.labels).toEqual({ site: 'berlin', checked: 'by=me, today' });
    expect((await test.alice.client.get(`/v1/clips/${id}`)).json(clipDetailSchema)).toEqual(changed);
    expect((await test.bob.client.patch(`/v1/clips/${id}`, { labels: {} })).status).toBe(404);
  });

  it('find the clips that have all of them', async () => {
    const [older, newer, other] = [
      await upload({ list: 'a', half: '1' }),
      await upload({ list: 'a', half: '2' }),
      await upload({ list: 'b' }),
    ];
    await upload({ list: 'a' }, test.bob);
    expect(await list('label=list=a')).toEqual([newer, older]);
    expect(await list('label=list=a&limit=1')).toEqual([newer]);
    expect(await list(`label=list=a&after=${newer}`)).toEqual([older]);
    expect(await list('label=list=a&label=half=1')).toEqual([older]);
    expect(await list('label=list=b')).toEqual([other]);
    expect(await list('label=list=')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a name with a space', { 'a b': '1' }, 'labels.a b'],
    ['a value of 256 characters', { a: 'x'.repeat(256) }, 'labels.a'],
    ['a value with a NUL', { a: '\u0000' }, 'labels.a'],
    ['a value of half a character', { a: '\ud800' }, 'labels.a'],
    ['a value that is no text', { a: 1 }, 'labels.a'],
    ['33 labels', Object.fromEntries(Array.from({ length: 33 }, (_, k) => [`n${k}`, ''])), 'labels'],
    ['a list', [], 'labels'],
  ])('are refused, and named: %s', async (_what, labels, field) => {
    const [id = await upload({})] = await list('limit=1');
    const refused = { status: 400, code: 'invalid-request', errors: [{ field }] };
    expect((await send({ labels: JSON.stringify(labels) })).problem()).toMatchObject(refused);
    expect((await patch(id, labels)).problem()).toMatchObject(refused);
  });

  it('are refused in an upload that is no form of a clip', async () => {
    for (const [fields, field] of [
      [{ labels: '{' }, 'labels'],
      [{ label: '{}' }, 'label'],
      [{ labels: '{}', note: 'x' }, 'file'],
    ] as const)
      expect((await send(fields)).problem()).toMatchObject({ status: 400, errors: [{ field }] });
    const large = (await send({ labels: 'x'.repeat(40_000) })).problem();
    expect(large).toMatchObject({ status: 413, errors: [{ field: 'labels' }] });
    for (const query of ['label=site', 'label==x', 'label=a=1&label=a=2', 'label=a%20b=1'])
      expect((await test.alice.client.get(`/v1/clips?${query}`)).problem().errors[0]?.field).toMatch(/^label/);
  });

  it('are not more than 32 after a change, of which nothing stays then', async () => {
    const many = Object.fromEntries(Array.from({ length: 32 }, (_, k) => [`n${k}`, '']));
    const id = await upload(many);
    expect((await patch(id, { more: '1', n0: 'x' })).problem().errors[0]?.field).toBe('labels');
    expect((await patch(id, { more: '1', n0: null })).status).toBe(200);
    expect((await test.alice.client.get(`/v1/clips/${id}`)).json(clipDetailSchema).labels).not.toHaveProperty('n0');
  });

  describe('as the sources of a cohort', () => {
    const post = (body: object) => test.alice.client.post('/v1/cohorts', { plan, frames: 8, ...body });
    const refuse = (clipId: ClipId) =>
      new ClipReadingsRepository(test.database).keep(
        { tenantId: test.alice.tenantId, clipId, fingerprint: 'a'.repeat(64) },
        clipReadingSchema.parse({
          ...{ version: 1, frames: [0], lvAreaPx2: [9], lvLengthPx: [3], auditAreaPx2: [9], auditLengthPx: [3] },
          ...{ agreement: [0.9], outlines: [[0, 0]], readable: [false], refusal: 'no ventricle was found' },
          ...{ efPercent: null, efIntervalPercent: null, edFrame: null, esFrame: null, bestFrame: null },
        }),
      );
    const sourcesOf = async (id: string): Promise<ClipId[]> => {
      const rows = await test.database.db.selectFrom('runs').select(['id', 'spec']).execute();
      const spec = rows.find((row) => row.id === id)?.spec;
      return spec?.version === 2 ? spec.sources.map(({ clipId }) => clipId) : [];
    };

    it('select them once: what is labelled later changes nothing', async () => {
      const [first, second] = [await upload({ use: 'x' }), await upload({ use: 'x', of: 'y' })];
      await upload({ use: 'X' });
      await upload({ use: 'x' }, test.bob);
      const body = { sources: { labels: { use: 'x' } } };
      expect((await post({ ...body, dryRun: true })).json(cohortEstimateSchema)).toMatchObject({ sources: 2, arms: 4 });
      const cohort = (await post(body)).json(cohortDetailSchema);
      expect(cohort).toMatchObject({ spec: { sources: 2, samples: 4 } });
      await patch(second, { use: null });
      await upload({ use: 'x' });
      expect(await sourcesOf(cohort.id)).toEqual([first, second]);
      const narrow = (await post({ sources: { labels: { use: 'x', of: 'y' } } })).problem();
      expect(narrow).toMatchObject({ status: 400, errors: [{ field: 'sources.labels' }] });
    });

    it('leave out those that cannot be used, or are refused', async () => {
      const [good, bad] = [await upload({ use: 'some' }), await upload({ use: 'some' })];
      await refuse(bad);
      const body = { sources: { labels: { use: 'some' } } };
      expect((await post(body)).problem()).toMatchObject({
        ...{ status: 422, code: 'no-ventricle' },
        errors: [{ field: 'sources.labels', expected: expect.stringContaining(bad) }],
      });
      const cohort = (await post({ ...body, onUnreadable: 'leave-out' })).json(cohortDetailSchema);
      expect(cohort).toMatchObject({ spec: { sources: 1 }, leftOut: { sources: 1, examples: [{ clipId: bad }] } });
      expect(await sourcesOf(cohort.id)).toEqual([good]);
    });

    it.each<[string, object, string]>([
      ['labels that no clip has', { labels: { nobody: 'has this' } }, 'sources.labels'],
      ['no label at all', { labels: {} }, 'sources.labels'],
      ['labels and ids', { labels: { use: 'x' }, clipIds: ['clip_01KAT7ZB5R2W8X3E7T9K4M6P0S'] }, 'sources'],
      ['neither', {}, 'sources'],
    ])('are refused, and named: %s', async (_what, sources, field) => {
      expect((await post({ sources })).problem()).toMatchObject({ status: 400, errors: [{ field }] });
    });

    it('stand in a template, and are looked up when it is tried', async () => {
      const template = (labels: object) =>
        test.alice.client.post('/v1/schedules', {
          ...{ name: 'labelled', cron: '0 0 1 1 *', paused: true },
          cohort: { plan, frames: 8, sources: { labels } },
        });
      await upload({ use: 'nightly' });
      expect((await template({ use: 'nightly' })).status).toBe(201);
      expect((await template({ use: 'never' })).problem().errors[0]?.field).toContain('sources.labels');
    });
  });
});
