import { encodeNpy } from '@echocohort/media';
import { ClipReadingsRepository, storageKeys } from '@echocohort/platform';
import { type ClipReading, type ClipId } from '@echocohort/shared';
import { expectEventually, greyClipOf, startPostgres, startRedis, type RedisRig, type Rig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generationDetailSchema } from '../generations/generations.schema.js';
import { offeredBundles } from '../test-rig/bundles.js';
import { readingOf } from '../test-rig/reading-of.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { clipDetailSchema, clipPageSchema, type ClipDetail } from './clips.schema.js';

const fingerprint = 'a'.repeat(64);
const frames = 8;

let rigs: [Rig, RedisRig];
let test: TestApi;
let readings: ClipReadingsRepository;

beforeAll(async () => {
  rigs = await Promise.all([startPostgres(), startRedis()]);
  test = await startTestApi({ database: { databaseUrl: rigs[0].url }, redisUrl: rigs[1].url });
  readings = new ClipReadingsRepository(test.database);
});
afterAll(async () => {
  await test.close();
  await Promise.all(rigs.map((rig) => rig.stop()));
});

const upload = async (): Promise<ClipDetail> => {
  const answer = await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf({ frames })), 'clip.npy');
  expect(answer.status).toBe(201);
  return answer.json(clipDetailSchema);
};
const shown = async (clip: ClipDetail, query = ''): Promise<ClipDetail> =>
  (await test.alice.client.get(`${clip.links.self}${query}`)).json(clipDetailSchema);
const refOf = (clipId: ClipId) => ({ tenantId: test.alice.tenantId, clipId, fingerprint });
const uploadRead = async (overrides: Partial<ClipReading> = {}): Promise<ClipDetail> => {
  const clip = await upload();
  await readings.keep(refOf(clip.id), readingOf(overrides));
  return clip;
};
const generate = (body: object) => test.alice.client.post('/v1/generations', { targetEf: 40, ...body });

/** Of all bundles that are offered. */
const queuedReadings = (): Promise<number> =>
  test.readingQueue.size(...offeredBundles().map(({ fingerprint }) => fingerprint));

describe('the reading of a clip', () => {
  it('is pending after the upload, and queued for every bundle that reads', async () => {
    const before = await queuedReadings();
    const clip = await upload();
    expect(clip.reading).toMatchObject({
      model: 'tiny',
      status: 'pending',
      readable: null,
      sourceEf: null,
      frames: [],
    });
    expect(await shown(clip)).toEqual(clip);
    await expectEventually(async () => expect(await queuedReadings()).toBe(before + 2));
  });

  it('is shown once it is known, with EFs to two decimals', async () => {
    const clip = await uploadRead();
    const { reading } = await shown(clip);
    expect(reading).toEqual({
      model: 'tiny',
      status: 'done',
      readable: true,
      refusal: null,
      sourceEf: 48.77,
      sourceEfInterval: [45.12, 52.3],
      edFrame: 0,
      esFrame: 4,
      bestFrame: 1,
      agreement: 0.9,
      error: null,
      frames: expect.any(Array),
    });
    expect(reading?.frames).toHaveLength(frames);
    expect(reading?.frames[3]).toEqual({ frame: 3, area: 70, auditArea: 80, agreement: 0.5, readable: false });
    const list = (await test.alice.client.get('/v1/clips')).json(clipPageSchema);
    expect(list.items[0]?.id).toBe(clip.id);
    expect({ ...list.items[0]?.reading, frames: reading?.frames }).toEqual(reading);
    expect(list.items[0]?.reading).not.toHaveProperty('frames');
  });

  it('is that of the model that is named', async () => {
    const clip = await uploadRead();
    expect((await shown(clip, '?model=clip-only')).reading).toMatchObject({ model: 'clip-only', status: 'pending' });
    expect((await shown(clip, '?model=tiny')).reading).toMatchObject({ model: 'tiny', status: 'done' });
    const unknown = await test.alice.client.get(`${clip.links.self}?model=none`);
    expect(unknown.problem()).toMatchObject({ status: 400, errors: [{ field: 'model' }] });
  });

  it('says why it was given up, and is shown all the same when it comes later', async () => {
    const clip = await upload();
    await readings.fail(refOf(clip.id), { code: 'not-found', message: 'its frames are gone' });
    expect((await shown(clip)).reading).toMatchObject({
      status: 'failed',
      readable: null,
      error: { code: 'not-found', message: 'its frames are gone' },
    });
    await readings.keep(refOf(clip.id), readingOf());
    expect((await shown(clip)).reading).toMatchObject({ status: 'done', readable: true, error: null });
  });

  it('draws the contact sheet anew, and tells caches so', async () => {
    const clip = await uploadRead();
    const plain = await test.alice.client.get(clip.links.contactSheet);
    const etag = plain.headers.get('ETag') ?? '';
    expect(plain.headers.get('Cache-Control')).toBe('private, no-cache');
    // As a browser asks; fetch itself would ask for an answer that nobody has kept.
    const asBrowser = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
    const same = await test.alice.client.get(clip.links.contactSheet, asBrowser);
    expect(same.status).toBe(304);
    const key = storageKeys.readingSheet(test.alice.tenantId, clip.id, fingerprint);
    await test.storage.put(key, Buffer.from('outlines'), { contentType: 'image/png' });
    await readings.finish(refOf(clip.id), key);
    const drawn = await test.alice.client.get(clip.links.contactSheet, asBrowser);
    expect(drawn.status).toBe(200);
    expect(drawn.headers.get('Content-Type')).toBe('image/png');
    expect(drawn.text()).toBe('outlines');
    const other = await test.alice.client.get(`${clip.links.contactSheet}?model=clip-only`);
    expect(Buffer.from(other.bytes).equals(plain.bytes)).toBe(true);
  });

  it('is nobody else’s', async () => {
    const clip = await uploadRead();
    for (const path of [clip.links.self, clip.links.contactSheet])
      expect((await test.bob.client.get(path)).problem()).toMatchObject({ status: 404 });
  });

  it('comes back into a queue that was emptied', async () => {
    await upload();
    const { db } = test.database;
    const pending = await db.selectFrom('clipReadings').select('clipId').where('status', '=', 'pending').execute();
    await rigs[1].restart();
    await expectEventually(async () => expect(await queuedReadings()).toBe(pending.length));
  });
});

describe('a generation of a clip that is read', () => {
  it('takes frames that show a ventricle, and leaves the choice open when none is named', async () => {
    const clip = await uploadRead();
    const named = await generate({ clipId: clip.id, observedFrames: [0, 4] });
    expect(named.json(generationDetailSchema).spec.observedFrames).toEqual([0, 4]);
    const open = await generate({ clipId: clip.id });
    expect(open.json(generationDetailSchema).spec.observedFrames).toBeNull();
  });

  it('is refused with the frame that shows none, and what was seen', async () => {
    const clip = await uploadRead();
    const answer = await generate({ clipId: clip.id, observedFrames: [2, 3] });
    expect(answer.problem()).toMatchObject({
      status: 422,
      code: 'no-ventricle',
      errors: [{ field: 'observedFrames[1]', expected: expect.stringContaining('do not agree') }],
    });
    const small = await generate({ clipId: clip.id, observedFrames: [7] });
    expect(small.problem().errors).toEqual([
      { field: 'observedFrames[0]', expected: expect.stringContaining('no ventricle was found') },
    ]);
  });

  it('is refused when the clip shows none, unless it may be unmeasured', async () => {
    const refusal = 'a left ventricle is seen in 0 of 8 frames';
    const clip = await uploadRead({ refusal, readable: Array<boolean>(frames).fill(false), bestFrame: null });
    for (const body of [{ clipId: clip.id }, { clipId: clip.id, observedFrames: [0] }])
      expect((await generate(body)).problem()).toMatchObject({
        status: 422,
        code: 'no-ventricle',
        errors: [{ field: 'clipId', expected: expect.stringContaining(refusal) }],
      });
    expect((await generate({ clipId: clip.id, allowUnmeasured: true })).status).toBe(202);
  });

  it('does not wait for a reading', async () => {
    const clip = await upload();
    expect((await generate({ clipId: clip.id, observedFrames: [3] })).status).toBe(202);
    const byAnother = await uploadRead({ refusal: 'none' });
    expect((await generate({ clipId: byAnother.id, model: 'clip-only' })).status).toBe(202);
  });
});
