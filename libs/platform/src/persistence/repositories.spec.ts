import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newClipId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import {
  ClipsRepository,
  openDatabase,
  RunsRepository,
  TenantsRepository,
  type Database,
  type NewClip,
} from '../index.js';

let rig: Rig;
let database: Database;
let tenantId: TenantId;
let otherId: TenantId;

beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  const tenants = new TenantsRepository(database);
  tenantId = (await tenants.ensure('one')).id;
  otherId = (await tenants.ensure('other')).id;
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});

describe('ClipsRepository', () => {
  const clipOf = (overrides: Partial<NewClip> = {}): NewClip => ({
    id: newClipId(),
    originalName: 'scan one.dcm',
    format: 'dicom',
    frames: 30,
    height: 112,
    width: 120,
    framesPerSecond: 29.97,
    framesKey: 'frames',
    sheetKey: 'sheet',
    sha256: 'a'.repeat(64),
    sector: { x: 1, y: 2, width: 3, height: 4, coverage: 0.5 },
    view: { x: 0, y: 1, width: 2, height: 3 },
    ...overrides,
  });

  it('gives back what was stored, to its tenant alone', async () => {
    const clips = new ClipsRepository(database);
    const clip = clipOf();
    const row = await clips.insert(tenantId, clip, []);
    expect(row).toEqual({ ...clip, tenantId, labels: {}, createdAt: expect.any(Date) });
    expect(await clips.find(tenantId, clip.id)).toEqual(row);
    expect(await clips.find(otherId, clip.id)).toBeNull();
  });

  it('lists newest first, page by page', async () => {
    const clips = new ClipsRepository(database);
    const mine = (await new TenantsRepository(database).ensure('lister')).id;
    const ids = [];
    for (let k = 0; k < 5; k += 1) ids.push((await clips.insert(mine, clipOf({ framesPerSecond: null }), [])).id);
    const sorted = [...ids].sort().reverse();
    const first = await clips.list(mine, { limit: 3 });
    const second = await clips.list(mine, { after: first[2]!.id, limit: 3 });
    expect([...first, ...second].map(({ id }) => id)).toEqual(sorted);
    expect(await clips.list(otherId, { after: first[2]!.id, limit: 3 })).toEqual([]);
  });
});

describe('RunsRepository', () => {
  const bodySha256 = 'b'.repeat(64);
  const newRun = { lane: 'bulk', spec: runSpecOf({ targetEfPercents: [20, 40.5] }) } as const;

  it('keeps the spec as it was, keys and numbers alike', async () => {
    const runs = new RunsRepository(database);
    const { run, replayed } = await runs.create(tenantId, newRun);
    expect(replayed).toBe(false);
    expect(run.spec).toEqual(newRun.spec);
    expect(await runs.find(tenantId, run.id)).toEqual(run);
    expect(await runs.find(otherId, run.id)).toBeNull();
  });

  it('makes one run of an idempotency key, however many ask at once', async () => {
    const runs = new RunsRepository(database);
    const key = crypto.randomUUID();
    const all = await Promise.all(Array.from({ length: 20 }, () => runs.create(tenantId, newRun, { key, bodySha256 })));
    expect(new Set(all.map(({ run }) => run.id)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(all[0]!.run).toEqual(await runs.find(tenantId, all[0]!.run.id));
  });

  it('refuses a key with another body, and leaves the key to each tenant', async () => {
    const runs = new RunsRepository(database);
    const key = crypto.randomUUID();
    const { run } = await runs.create(tenantId, newRun, { key, bodySha256 });
    await expect(runs.create(tenantId, newRun, { key, bodySha256: 'c'.repeat(64) })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
      issues: [{ field: 'Idempotency-Key' }],
    });
    const theirs = await runs.create(otherId, newRun, { key, bodySha256: 'c'.repeat(64) });
    expect(theirs.replayed).toBe(false);
    expect(theirs.run.id).not.toBe(run.id);
  });

  it('writes one outbox row for a run, and none for a replay', async () => {
    const runs = new RunsRepository(database);
    const idempotency = { key: crypto.randomUUID(), bodySha256 };
    const { run } = await runs.create(tenantId, newRun, idempotency);
    await runs.create(tenantId, newRun, idempotency);
    const events = await database.db.selectFrom('outbox').selectAll().where('tenantId', '=', tenantId).execute();
    expect(events.filter(({ payload }) => payload.runId === run.id)).toMatchObject([{ topic: 'run.created' }]);
  });

  it('lists newest first', async () => {
    const runs = new RunsRepository(database);
    const mine = (await new TenantsRepository(database).ensure('runner')).id;
    for (let k = 0; k < 4; k += 1) await runs.create(mine, newRun);
    const all = await runs.list(mine, { limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(await runs.list(mine, { after: all[1]!.id, limit: 10 })).toEqual(all.slice(2));
  });
});
