import { encodeNpy } from '@echocohort/media';
import { ClipReadingsRepository } from '@echocohort/platform';
import { greyClipOf, startPostgres, startRedis, type RedisRig, type Rig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clipSchema, type ClipView } from '../clips/clips.schema.js';
import { readingOf } from '../test-rig/reading-of.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { clipOutlineSchema } from './clip-pictures.schema.js';

const frames = 8;
const fingerprint = 'a'.repeat(64);

let rigs: [Rig, RedisRig];
let test: TestApi;
let clip: ClipView;

beforeAll(async () => {
  rigs = await Promise.all([startPostgres(), startRedis()]);
  test = await startTestApi({ database: { databaseUrl: rigs[0].url }, redisUrl: rigs[1].url });
  const uploaded = await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf({ frames })), 'clip.npy');
  clip = uploaded.json(clipSchema);
});
afterAll(async () => {
  await test.close();
  await Promise.all(rigs.map((rig) => rig.stop()));
});

const get = (path: string, headers: Record<string, string> = {}) =>
  test.alice.client.send(`${clip.links.self}${path}`, { headers });

describe('GET /v1/clips/{clipId}/frames', () => {
  it("are an array at the size of the model's frame, the same bytes for ever", async () => {
    const answer = await get('/frames');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'application/octet-stream']);
    const npy = Buffer.from(answer.bytes);
    expect(npy.subarray(0, 128).toString('latin1')).toContain(
      "'descr': '|u1', 'fortran_order': False, 'shape': (8, 24, 32)",
    );
    expect(npy).toHaveLength(128 + 8 * 24 * 32);
    expect(new Set(npy.subarray(128)).size).toBeGreaterThan(10);
    const etag = answer.headers.get('ETag') ?? '';
    expect((await get('/frames', { 'If-None-Match': etag })).status).toBe(304);
    expect((await get('/frames?model=clip-only', { 'If-None-Match': etag })).status).toBe(200);
  });

  it('names the model that there is not', async () => {
    expect((await get('/frames?model=other')).problem().errors).toEqual([
      { field: 'model', expected: 'expected one of tiny, clip-only' },
    ]);
  });
});

describe('GET /v1/clips/{clipId}/outline', () => {
  it('is not ready until the clip is read, then has a polygon and a volume of each frame', async () => {
    expect((await get('/outline')).problem()).toMatchObject({ status: 409, code: 'not-ready' });
    const readings = new ClipReadingsRepository(test.database);
    await readings.keep({ tenantId: test.alice.tenantId, clipId: clip.id, fingerprint }, readingOf());
    const outline = (await get('/outline')).json(clipOutlineSchema);
    expect(outline).toMatchObject({ width: 32, height: 24, model: 'tiny', frames: [0, 1, 2, 3, 4, 5, 6, 7] });
    const { view } = clip;
    const scale = Math.min(32 / view.width, 24 / view.height);
    const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = outline.polygons[0] ?? [];
    expect([x1 - x0, y1 - y0].map((px) => px / scale)).toEqual([expect.closeTo(2, 1), expect.closeTo(2, 1)]);
    const { volumes } = outline;
    expect((volumes[4] as number) / (volumes[0] as number)).toBeCloseTo(0.36, 3); // areas 60 and 100, one length
  });
});
