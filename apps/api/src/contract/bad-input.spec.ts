import { encodeNpy } from '@echocohort/media';
import { type ErrorCode, errorVerdicts, newClipId } from '@echocohort/shared';
import { greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clipSchema } from '../clips/clips.schema.js';
import { type Answer, clientOf } from '../test-rig/client.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

const truncatedDicom = (): Uint8Array => {
  const file = Buffer.alloc(160);
  file.write('DICM', 128);
  // (0002,0000), the length of a group that never comes.
  file.set([2, 0, 0, 0, 0x55, 0x4c, 4, 0, 200, 0, 0, 0], 132);
  return file;
};

const someRun = 'run_01KAT7ZB5R2W8X3E7T9K4M6P0S';

describe('bad input', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;
  let clipId: string;
  let bobsClipId: string;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
    const npy = encodeNpy(greyClipOf({ frames: 100 }));
    clipId = (await test.alice.client.upload('/v1/clips', npy, 'clip.npy')).json(clipSchema).id;
    bobsClipId = (await test.bob.client.upload('/v1/clips', npy, 'clip.npy')).json(clipSchema).id;
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const expectProblem = (answer: Answer, code: ErrorCode, field: string | null): void => {
    const problem = answer.problem();
    expect({ code: problem.code, field: problem.errors[0]?.field ?? null }).toEqual({ code, field });
    expect(answer.status).toBe(errorVerdicts[code].status);
    expect(problem.status).toBe(answer.status);
    expect(problem.title).toBe(errorVerdicts[code].title);
    for (const { expected } of problem.errors) expect(expected).toMatch(/expected/);
    expect(answer.text()).not.toMatch(/node_modules|\.ts:|\.js:|at \w+ \(/);
  };

  const good = { targetEf: 40 };

  it('takes the request that the cases below spoil', async () => {
    expect((await test.alice.client.post('/v1/generations', good)).status).toBe(202);
    expect((await test.alice.client.post('/v1/generations', { ...good, clipId, observedFrames: [0, 99] })).status).toBe(
      202,
    );
  });

  it.each<[string, object | string, ErrorCode, string]>([
    ['an EF below the range', { targetEf: 4.9 }, 'invalid-request', 'targetEf'],
    ['an EF above the range', { targetEf: 85.1 }, 'invalid-request', 'targetEf'],
    ['an EF that is no number', { targetEf: '40' }, 'invalid-request', 'targetEf'],
    ['an EF of null', { targetEf: null }, 'invalid-request', 'targetEf'],
    ['no EF', {}, 'invalid-request', 'targetEf'],
    ['0 frames', { ...good, frames: 0 }, 'invalid-request', 'frames'],
    ['1 frame', { ...good, frames: 1 }, 'invalid-request', 'frames'],
    ['half a frame', { ...good, frames: 8.5 }, 'invalid-request', 'frames'],
    ['more frames than the model makes', { ...good, frames: 17 }, 'invalid-request', 'frames'],
    ['an unknown model', { ...good, model: 'nobody' }, 'invalid-request', 'model'],
    ['an unknown field', { ...good, ejectionFraction: 40 }, 'invalid-request', 'ejectionFraction'],
    ['a negative seed', { ...good, seed: -1 }, 'invalid-request', 'seed'],
    ['a seed beyond 32 bits', { ...good, seed: 2 ** 32 }, 'invalid-request', 'seed'],
    ['0 samples', { ...good, samples: 0 }, 'invalid-request', 'samples'],
    ['65 samples', { ...good, samples: 65 }, 'invalid-request', 'samples'],
    ['a tolerance of 0', { ...good, tolerance: 0 }, 'invalid-request', 'tolerance'],
    ['0 attempts', { ...good, maxAttempts: 0 }, 'invalid-request', 'maxAttempts'],
    ['a word for allowUnmeasured', { ...good, allowUnmeasured: 'yes' }, 'invalid-request', 'allowUnmeasured'],
    ['33 attempts', { ...good, maxAttempts: 33 }, 'invalid-request', 'maxAttempts'],
    ['a malformed clip id', { ...good, clipId: '../etc/passwd' }, 'invalid-request', 'clipId'],
    ['observed frames without a clip', { ...good, observedFrames: [0] }, 'invalid-request', 'clipId'],
    ['no clip for a model that needs one', { ...good, model: 'clip-only' }, 'invalid-request', 'clipId'],
    ['malformed JSON', '{"targetEf": 40', 'invalid-request', 'body'],
    ['JSON that is no object', '[40]', 'invalid-request', 'body'],
    ['a bare JSON value', '40', 'invalid-request', 'body'],
    ['2 MB of JSON', { ...good, model: 'x'.repeat(2_000_000) }, 'payload-too-large', 'body'],
  ])('refuses a generation with %s', async (_name, body, code, field) => {
    expectProblem(await test.alice.client.post('/v1/generations', body), code, field);
  });

  it.each<[string, number[] | string, string]>([
    ['beyond the clip', [0, 100], 'observedFrames[1]'],
    ['at one output position', [0, 1], 'observedFrames[1]'],
    ['in descending order', [50, 0], 'observedFrames[1]'],
    ['below 0', [-1], 'observedFrames[0]'],
    ['more than the model takes', [0, 30, 60], 'observedFrames'],
    ['of an empty list', [], 'observedFrames'],
    ['that are no list', '0', 'observedFrames'],
  ])('refuses observed frames %s', async (_name, observedFrames, field) => {
    const answer = await test.alice.client.post('/v1/generations', { ...good, clipId, observedFrames });
    expectProblem(answer, 'invalid-request', field);
  });

  it('does not find the clip of another tenant, as if there were none', async () => {
    const bobs = await test.alice.client.post('/v1/generations', { ...good, clipId: bobsClipId });
    expectProblem(bobs, 'not-found', 'clipId');
    const nobodys = await test.alice.client.post('/v1/generations', { ...good, clipId: newClipId() });
    expect({ ...nobodys.problem(), correlationId: '' }).toEqual({ ...bobs.problem(), correlationId: '' });
  });

  it('names every field at fault at once', async () => {
    const problem = (await test.alice.client.post('/v1/generations', { targetEf: 1, samples: 0, x: 1 })).problem();
    expect(problem.errors.map(({ field }) => field).sort()).toEqual(['samples', 'targetEf', 'x']);
  });

  it.each<[string, string, ErrorCode]>([
    ['another body', 'key-a', 'idempotency-mismatch'],
    ['a key of 256 characters', 'k'.repeat(256), 'invalid-request'],
    ['a key with spaces', 'a b', 'invalid-request'],
  ])('refuses an idempotency key: %s', async (_name, key, code) => {
    await test.alice.client.post('/v1/generations', good, { 'Idempotency-Key': 'key-a' });
    const answer = await test.alice.client.post('/v1/generations', { targetEf: 41 }, { 'Idempotency-Key': key });
    expectProblem(answer, code, 'Idempotency-Key');
  });

  it.each<[string, string, ErrorCode, string | null]>([
    ['a malformed sample id', '/v1/samples/run_1-0', 'invalid-request', 'sampleId'],
    ['a sample id without an index', `/v1/samples/${someRun}`, 'invalid-request', 'sampleId'],
    ['a sample id with a leading zero', `/v1/samples/${someRun}-01/video`, 'invalid-request', 'sampleId'],
    ['a malformed generation id', '/v1/generations/7', 'invalid-request', 'generationId'],
    ['a malformed clip id', '/v1/clips/7/contact-sheet', 'invalid-request', 'clipId'],
    ['a generation that does not exist', `/v1/generations/${someRun}`, 'not-found', null],
    ['a sample that does not exist', `/v1/samples/${someRun}-0`, 'not-found', null],
    ['a page of 0 entries', '/v1/clips?limit=0', 'invalid-request', 'limit'],
    ['a page of 101 entries', '/v1/generations?limit=101', 'invalid-request', 'limit'],
    [
      'a cursor beyond every index',
      `/v1/generations/${someRun}/samples?after=9007199254740990`,
      'invalid-request',
      'after',
    ],
    ['a malformed cursor', '/v1/generations?after=7', 'invalid-request', 'after'],
    ['an unknown query parameter', '/v1/generations?page=2', 'invalid-request', 'page'],
    ['a path that does not exist', '/v1/nothing', 'not-found', null],
    ['a malformed escape', '/v1/clips/%zz', 'invalid-request', 'path'],
    ['a file without a signature', '/v1/files/tenants/x', 'invalid-request', 'expires'],
    ['a file outside the storage', '/v1/files/..%2f..%2fetc%2fpasswd?expires=1&signature=x', 'not-found', null],
  ])('answers a GET of %s', async (_name, path, code, field) => {
    expectProblem(await test.alice.client.get(path), code, field);
  });

  it('says which methods a path takes', async () => {
    const answer = await test.alice.client.send('/v1/generations', { method: 'DELETE' });
    expectProblem(answer, 'method-not-allowed', null);
    expect(answer.headers.get('Allow')).toBe('POST, GET, HEAD');
  });

  it.each<[string, Record<string, string>, string]>([
    ['no key', {}, 'Authorization'],
    ['a key that does not exist', { Authorization: `Bearer ec_${'A'.repeat(43)}` }, 'Authorization'],
    ['a malformed key', { Authorization: 'Bearer secret' }, 'Authorization'],
    ['another scheme', { Authorization: 'Basic dTpw' }, 'Authorization'],
    ['a wrong X-API-Key', { 'X-API-Key': 'ec_x' }, 'X-API-Key'],
  ])('refuses %s', async (_name, headers, field) => {
    const answer = await test.anonymous.get('/v1/models', headers);
    expectProblem(answer, 'unauthenticated', field);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="echocohort"');
  });

  it.each<[string, () => Uint8Array, string, ErrorCode]>([
    ['a truncated DICOM', truncatedDicom, 'heart.dcm', 'unreadable-clip'],
    ['a text file named .dcm', () => Buffer.from('Dear colleague, '.repeat(40)), 'heart.dcm', 'unsupported-media'],
    ['an empty file', () => new Uint8Array(0), 'heart.dcm', 'unreadable-clip'],
    ['a truncated NPY', () => encodeNpy(greyClipOf()).subarray(0, 1000), 'heart.npy', 'unreadable-clip'],
    ['a truncated PNG', () => Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64'), 'heart.png', 'unreadable-clip'],
  ])('refuses the upload of %s', async (_name, file, name, code) => {
    expectProblem(await test.alice.client.upload('/v1/clips', file(), name), code, 'file');
  });

  it('refuses a form without a file, with another part, and with two files', async () => {
    const path = '/v1/clips';
    const post = (body: FormData | string) => test.alice.client.send(path, { method: 'POST', body });
    const empty = new FormData();
    empty.append('note', 'hello');
    expectProblem(await post(empty), 'invalid-request', 'file');
    expectProblem(await test.alice.client.upload(path, new Uint8Array(10), 'x.png', 'clip'), 'invalid-request', 'clip');
    const two = new FormData();
    for (const name of ['a', 'b']) two.append('file', new Blob([encodeNpy(greyClipOf()).slice()]), `${name}.npy`);
    expectProblem(await post(two), 'invalid-request', 'file');
    expectProblem(await post('just text'), 'unsupported-media', 'Content-Type');
    const cutOff = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    expectProblem(
      await test.alice.client.send(path, { method: 'POST', body: cutOff, headers }),
      'invalid-request',
      'file',
    );
    expectProblem(
      await test.alice.client.send(path, { method: 'POST', body: '--x--', headers }),
      'invalid-request',
      'file',
    );
  });

  it('says nothing about itself when it fails', async () => {
    const failing = clientOf(test.url, test.alice.secret);
    const get = test.storage.get.bind(test.storage);
    const sheet = `/v1/clips/${clipId}/contact-sheet`;
    test.storage.get = () => Promise.reject(new TypeError('secret detail of the inside'));
    const answer = await failing.get(sheet);
    test.storage.get = get;
    expect(answer.status).toBe(500);
    expect(answer.problem()).toMatchObject({ code: 'internal', errors: [] });
    expect(answer.text()).not.toContain('secret');
    expect((await failing.get(sheet)).status).toBe(200);
  });
});
