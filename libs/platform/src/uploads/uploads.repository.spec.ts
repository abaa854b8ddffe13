import { newRunId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AbandonedUploadsRepository,
  openDatabase,
  RunsRepository,
  TenantsRepository,
  UploadsRepository,
  type Database,
  type Idempotency,
} from '../index.js';

let rig: Rig;
let database: Database;
let tenantId: TenantId;
let uploads: UploadsRepository;
let abandoned: AbandonedUploadsRepository;
let runs: RunsRepository;

beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  tenantId = (await new TenantsRepository(database).ensure('uploads')).id;
  uploads = new UploadsRepository(database);
  abandoned = new AbandonedUploadsRepository(database);
  runs = new RunsRepository(database);
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});

const begin = async () => {
  const runId = newRunId();
  await uploads.begin(tenantId, runId);
  return runId;
};
const become = (runId: ReturnType<typeof newRunId>, idempotency?: Idempotency) =>
  runs.create(tenantId, { lane: 'bulk', spec: runSpecOf(), upload: { runId, bytes: 500 } }, idempotency);
const rowsOf = (runId: string) =>
  Promise.all([
    database.db
      .selectFrom('runs')
      .select('id')
      .where('id', '=', runId as never)
      .execute(),
    database.db
      .selectFrom('uploads')
      .select('id')
      .where('id', '=', runId as never)
      .execute(),
  ]).then((rows) => rows.map(({ length }) => length));

describe('an upload of items', () => {
  it('becomes the run that it was stored for, and is used space then', async () => {
    const runId = await begin();
    expect(await rowsOf(runId)).toEqual([0, 1]);
    expect((await become(runId)).run.id).toBe(runId);
    expect(await rowsOf(runId)).toEqual([1, 0]);
    const used = await database.db.selectFrom('usageEntries').select(['bytes', 'uploads']).execute();
    expect(used.map(({ bytes, uploads: count }) => [Number(bytes), count])).toContainEqual([500, 1]);
    expect(await uploads.abandon(tenantId, runId)).toBe(false);
  });

  it('becomes none once it counts as abandoned, and leaves no key behind', async () => {
    const runId = await begin();
    const idempotency = { key: 'late', bodySha256: 'b'.repeat(64) };
    expect(await uploads.abandon(tenantId, runId)).toBe(true);
    await expect(become(runId, idempotency)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rowsOf(runId)).toEqual([0, 1]);
    expect(await runs.findByKey(tenantId, idempotency)).toBeNull();
    await uploads.drop(tenantId, runId);
    expect(await rowsOf(runId)).toEqual([0, 0]);
  });

  it('is none where the key has made a run before, and can be dropped', async () => {
    const idempotency = { key: 'twice', bodySha256: 'c'.repeat(64) };
    const [first, second] = [await begin(), await begin()];
    expect(await become(first, idempotency)).toMatchObject({ replayed: false, run: { id: first } });
    expect(await become(second, idempotency)).toMatchObject({ replayed: true, run: { id: first } });
    expect(await rowsOf(second)).toEqual([0, 1]);
    expect(await uploads.abandon(tenantId, second)).toBe(true);
  });

  it('is the leader’s to drop when it began long ago', async () => {
    const runId = await begin();
    expect((await abandoned.next(60_000, 10)).map((upload) => upload.id)).not.toContain(runId);
    expect(await abandoned.next(0, 10)).toContainEqual({ tenantId, id: runId });
    await expect(become(runId)).rejects.toMatchObject({ code: 'unavailable' });
    await abandoned.dropped([{ tenantId, id: runId }]);
    expect(await rowsOf(runId)).toEqual([0, 0]);
  });
});
