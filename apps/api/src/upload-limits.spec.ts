import { readdir } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { type Problem, problemSchema } from '@echocohort/shared';
import { expectEventually, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UploadFolder } from './clips/upload-folder.js';
import { startTestApi, type TestApi } from './test-rig/start-test-api.js';

const tenGigabytes = 10 * 1024 ** 3;
const uploadMaxBytes = 32 * 1024 * 1024;
const memoryMaxBytes = 100 * 1024 * 1024;
const partHead = '--x\r\nContent-Disposition: form-data; name="file"; filename="big.dcm"\r\n\r\n';

interface Refusal {
  readonly status: number;
  readonly problem: Problem;
  /** Bytes that the connection took before and after the answer. */
  readonly sentBytes: number;
  readonly memoryGrowthBytes: number;
}

/** Sends form bytes for as long as the connection takes them. */
const pour = (upload: ClientRequest, onSent: (bytes: number) => void): void => {
  const chunk = Buffer.alloc(256 * 1024, 7);
  const next = () => {
    while (!upload.destroyed) {
      onSent(chunk.length);
      if (!upload.write(chunk)) {
        upload.once('drain', next);
        return;
      }
    }
  };
  upload.write(partHead);
  next();
};

describe('an upload without end', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    const config = { uploadMaxBytes };
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url, config });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const uploadsLeft = async () => readdir(await test.api.app.get(UploadFolder).path());
  const expectNothingLeft = () => expectEventually(async () => expect(await uploadsLeft()).toEqual([]));

  const endlessUpload = (headers: Record<string, string>): Promise<Refusal> =>
    new Promise((resolve, reject) => {
      let sentBytes = 0;
      let peakBytes = 0;
      const startBytes = process.memoryUsage().rss;
      const upload = request(`${test.url}/v1/clips`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${test.alice.secret}`,
          'Content-Type': 'multipart/form-data; boundary=x',
          ...headers,
        },
      });
      let answer: { status: number; text: string } | null = null;
      upload.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => (answer = { status: response.statusCode ?? 0, text }));
        response.on('error', () => undefined);
      });
      // The connection is closed under the sender, which is how it learns to stop.
      upload.on('error', (error) => {
        if (answer === null) reject(error);
      });
      upload.on('close', () => {
        if (answer === null) return;
        const problem = problemSchema.parse(JSON.parse(answer.text));
        resolve({ status: answer.status, problem, sentBytes, memoryGrowthBytes: peakBytes - startBytes });
      });
      pour(upload, (bytes) => {
        sentBytes += bytes;
        peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
      });
    });

  it.each([
    ['declared as 10 GB', { 'Content-Length': String(tenGigabytes) }],
    ['sent in chunks of unknown number', { 'Transfer-Encoding': 'chunked' }],
  ])('is refused, %s, and its connection closed', async (_name, headers) => {
    const { status, problem, sentBytes, memoryGrowthBytes } = await endlessUpload(headers);
    expect(status).toBe(413);
    expect(problem).toMatchObject({ code: 'payload-too-large', errors: [{ field: 'file' }] });
    expect(sentBytes).toBeLessThan(tenGigabytes);
    expect(memoryGrowthBytes).toBeLessThan(memoryMaxBytes);
    await expectNothingLeft();
  });

  it('is refused before its body when it has no key', async () => {
    const authorization = { Authorization: 'Bearer nothing', 'Content-Length': String(tenGigabytes) };
    const { status, problem } = await endlessUpload(authorization);
    expect(status).toBe(401);
    expect(problem.code).toBe('unauthenticated');
  });

  it('leaves nothing behind when its sender goes away', async () => {
    const headers = { Authorization: `Bearer ${test.alice.secret}`, 'Content-Type': 'multipart/form-data; boundary=x' };
    const upload = request(`${test.url}/v1/clips`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    upload.write(`${partHead}half a file`);
    await expectEventually(async () => expect(await uploadsLeft()).toHaveLength(1));
    upload.destroy();
    await expectNothingLeft();
  });

  it('takes a file of just the limit to the reader, and none of a byte more', async () => {
    const upload = (size: number) => test.alice.client.upload('/v1/clips', new Uint8Array(size), 'zeros.dcm');
    expect((await upload(uploadMaxBytes)).problem().code).toBe('unsupported-media');
    expect((await upload(uploadMaxBytes + 1)).problem().code).toBe('payload-too-large');
    await expectNothingLeft();
  });
});
