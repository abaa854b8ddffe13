import { Readable } from 'node:stream';
import { startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cohortDetailSchema } from '../cohorts/cohorts.schema.js';
import { sampleDetailSchema } from '../samples/samples.schema.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';

const head = '--x\r\nContent-Disposition: form-data; name="items"; filename="items.jsonl"\r\n\r\n';
const linesPerPart = 5_000;

const itemOf = (line: number): string => `{"custom_id":"heart ${line}","targetEf":${20 + (line % 50)},"frames":8}`;

/** A form of so many lines, written while it is sent; some of them may be others. */
function* formOf(lines: number, others: ReadonlyMap<number, string> = new Map()): Generator<string> {
  yield head;
  for (let first = 1; first <= lines; first += linesPerPart) {
    const numbers = Array.from({ length: Math.min(linesPerPart, lines - first + 1) }, (_, k) => first + k);
    yield numbers.map((line) => `${others.get(line) ?? itemOf(line)}\n`).join('');
  }
  yield '\r\n--x--\r\n';
}

describe('very many items', () => {
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

  const send = (parts: Iterable<string>) =>
    test.alice.client.send('/v1/cohorts', {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body: Readable.toWeb(Readable.from(parts, { objectMode: false })) as ReadableStream,
      duplex: 'half',
    });
  /** Runs, uploads that may become one, and objects. */
  const left = async (): Promise<number[]> => {
    const runs = await test.database.db.selectFrom('runs').select('id').execute();
    const uploads = await test.database.db.selectFrom('uploads').select('id').execute();
    let objects = 0;
    for await (const key of test.storage.list(`tenants/${test.alice.tenantId}/`)) objects += Number(key !== '');
    return [runs.length, uploads.length, objects];
  };

  it('are refused by their numbers, be it 999,999 of more than a million, and nothing of them is left', async () => {
    const others = new Map([
      [999_999, '{"custom_id":"heart 999999","targetEf":4}'],
      [1_000_000, '{"custom_id":"heart 7","targetEf":40}'],
    ]);
    const { status, detail, errors } = (await send(formOf(1_000_003, others))).problem();
    expect([status, detail]).toEqual([400, expect.stringContaining('3 of 1000001 lines')]);
    expect(errors).toEqual([
      { field: 'line 999999: targetEf', expected: 'expected a number from 5 to 85' },
      { field: 'line 1000000: custom_id', expected: 'expected an id that no other line has, and line 7 has it' },
      { field: 'line 1000001', expected: 'expected at most 1000000 lines' },
    ]);
    expect(await left()).toEqual([0, 0, 0]);
  }, 200_000);

  it('are one run and one object', async () => {
    const cohort = (await send(formOf(100_000))).json(cohortDetailSchema);
    expect(cohort.counts).toMatchObject({ total: 100_000, pending: 100_000 });
    expect(await left()).toEqual([1, 0, 1]);
    for (const index of [0, 50_000, 99_999]) {
      const sample = await test.alice.client.get(`/v1/samples/${cohort.id}-${index}`);
      const line = index + 1;
      expect(sample.json(sampleDetailSchema)).toMatchObject({ custom_id: `heart ${line}`, targetEf: 20 + (line % 50) });
    }
  });
});
