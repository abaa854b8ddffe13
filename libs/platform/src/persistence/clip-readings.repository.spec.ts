import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newClipId, type ClipId, type ClipReading, type TenantId } from '@echocohort/shared';
import { startPostgres, type Rig } from '@echocohort/testing';
import {
  ClipReadingsRepository,
  ClipsRepository,
  openDatabase,
  PendingReadingsRepository,
  TenantsRepository,
  type Database,
  type ReadingRef,
} from '../index.js';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const error = { code: 'not-found', message: 'its frames are gone' } as const;

let rig: Rig;
let database: Database;
let readings: ClipReadingsRepository;
let pending: PendingReadingsRepository;
let tenantId: TenantId;
let otherId: TenantId;

beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  readings = new ClipReadingsRepository(database);
  pending = new PendingReadingsRepository(database);
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});
beforeEach(async () => {
  await database.db.deleteFrom('clipReadings').execute();
  await database.db.deleteFrom('clips').execute();
  const tenants = new TenantsRepository(database);
  [tenantId, otherId] = (await Promise.all(['one', 'other'].map(async (name) => (await tenants.ensure(name)).id))) as [
    TenantId,
    TenantId,
  ];
});

/** A clip of a tenant, with readings asked for by the bundles of these fingerprints. */
const clipFor = async (fingerprints: readonly string[], tenant = tenantId): Promise<ClipId> => {
  const clip = {
    id: newClipId(),
    originalName: 'clip.npy',
    format: 'npy',
    ...{ frames: 2, height: 4, width: 4, framesPerSecond: null },
    ...{ framesKey: 'frames', sheetKey: 'sheet', sha256: '0'.repeat(64) },
    sector: { x: 0, y: 0, width: 4, height: 4, coverage: 1 },
    view: { x: 0, y: 0, width: 4, height: 4 },
  };
  return (await new ClipsRepository(database).insert(tenant, clip, fingerprints)).id;
};
const refOf = (clipId: ClipId, fingerprint = one, tenant = tenantId): ReadingRef => ({
  tenantId: tenant,
  clipId,
  fingerprint,
});
const readingOf = (overrides: Partial<ClipReading> = {}): ClipReading => ({
  version: 1,
  frames: [0, 1],
  lvAreaPx2: [3.25, 1e-7],
  lvLengthPx: [2, 1.1],
  auditAreaPx2: [3, 2],
  auditLengthPx: [2, 1],
  agreement: [0.9, 0.1],
  outlines: [
    [0.25, -1.5, 3],
    [0.1, 0.2, 0.3],
  ],
  readable: [true, false],
  refusal: null,
  efPercent: 100 / 3,
  efIntervalPercent: [31, 36.5],
  edFrame: 0,
  esFrame: 1,
  bestFrame: 0,
  ...overrides,
});

describe('ClipReadingsRepository', () => {
  it('asks for a reading by each bundle in the transaction that stores the clip', async () => {
    const clipId = await clipFor([one, two]);
    for (const fingerprint of [one, two])
      expect(await readings.ofClips(tenantId, [clipId], fingerprint)).toEqual([
        { clipId, status: 'pending', reading: null, sheetKey: null, error: null },
      ]);
    expect(await readings.ofClips(tenantId, [await clipFor([])], one)).toEqual([]);
    const clips = await database.db.selectFrom('clips').selectAll().execute();
    await expect(clipFor(['x', 'x'])).rejects.toThrow(/duplicate key/);
    expect(await database.db.selectFrom('clips').selectAll().execute()).toHaveLength(clips.length);
  });

  it('gives back every number as it was, whole or without outlines, to its tenant alone', async () => {
    const clipId = await clipFor([one]);
    const reading = readingOf();
    expect(await readings.find(tenantId, clipId, one)).toBeNull();
    expect(await readings.keep(refOf(clipId), reading)).toEqual(reading);
    expect(await readings.find(tenantId, clipId, one)).toEqual(reading);
    const [row] = await readings.ofClips(tenantId, [clipId], one);
    expect({ ...row?.reading, outlines: reading.outlines }).toEqual(reading);
    expect(row?.reading).not.toHaveProperty('outlines');
    expect(await readings.find(otherId, clipId, one)).toBeNull();
    expect(await readings.find(tenantId, clipId, two)).toBeNull();
    expect(await readings.ofClips(otherId, [clipId], one)).toEqual([]);
    await expect(readings.keep(refOf(clipId, one, otherId), reading)).rejects.toThrow('row-level security');
  });

  it('keeps the first of several readings, and gives it to all who bring one', async () => {
    const clipId = await clipFor([]);
    const brought = Array.from({ length: 8 }, (_, k) => readingOf({ efPercent: k }));
    const kept = await Promise.all(brought.map((reading) => readings.keep(refOf(clipId), reading)));
    expect(new Set(kept.map(({ efPercent }) => efPercent)).size).toBe(1);
    expect(await readings.find(tenantId, clipId, one)).toEqual(kept[0]);
  });

  it('counts beginnings, and begins nothing that is done, given up, not asked for or of another tenant', async () => {
    const clipId = await clipFor([one, two]);
    expect(await readings.begin(tenantId, clipId, one)).toBe(1);
    expect(await readings.begin(tenantId, clipId, one)).toBe(2);
    expect(await readings.begin(otherId, clipId, one)).toBeNull();
    expect(await readings.begin(tenantId, clipId, '3'.repeat(64))).toBeNull();
    await readings.finish(refOf(clipId), 'sheet');
    expect(await readings.begin(tenantId, clipId, one)).toBe(3);
    await readings.keep(refOf(clipId), readingOf());
    await readings.finish(refOf(clipId), 'sheet');
    expect(await readings.begin(tenantId, clipId, one)).toBeNull();
    await readings.fail(refOf(clipId), error);
    expect(await readings.ofClips(tenantId, [clipId], one)).toMatchObject([{ status: 'done', sheetKey: 'sheet' }]);
    await readings.fail(refOf(clipId, two), error);
    expect(await readings.begin(tenantId, clipId, two)).toBeNull();
    expect(await readings.ofClips(tenantId, [clipId], two)).toMatchObject([{ status: 'failed', error }]);
  });

  it('is asked for again when a reading comes after it was given up, for the rest that is to do', async () => {
    const clipId = await clipFor([one]);
    await readings.fail(refOf(clipId), error);
    expect(await pending.list([one], 10)).toEqual([]);
    await readings.keep(refOf(clipId), readingOf());
    expect(await pending.list([one], 10)).toEqual([refOf(clipId)]);
    // Given up a second time, it stays so: what was read is there already.
    await readings.fail(refOf(clipId), error);
    await readings.keep(refOf(clipId), readingOf());
    expect(await pending.list([one], 10)).toEqual([]);
  });
});

describe('PendingReadingsRepository', () => {
  it('lists the oldest of every tenant first, of the bundles that are asked for', async () => {
    const mine = [await clipFor([one, two]), await clipFor([one]), await clipFor([one])];
    const theirs = await clipFor([one], otherId);
    expect(await pending.list([one], 10)).toEqual([
      refOf(mine[0]!),
      refOf(theirs, one, otherId),
      refOf(mine[1]!),
      refOf(mine[2]!),
    ]);
    expect(await pending.list([one], 2)).toEqual([refOf(mine[0]!), refOf(theirs, one, otherId)]);
    expect(await pending.list([two], 10)).toEqual([refOf(mine[0]!, two)]);
    expect(await pending.list([], 10)).toEqual([]);
    await readings.keep(refOf(mine[0]!), readingOf());
    await readings.finish(refOf(mine[0]!), 'sheet');
    expect((await pending.list([one, two], 10)).map(({ clipId }) => clipId)).toEqual([
      mine[0],
      mine[1],
      theirs,
      mine[2],
    ]);
  });

  it('asks for the readings that a new bundle lacks, newest clips first, a part at a time', async () => {
    const clips: ClipId[] = [];
    for (let k = 0; k < 5; k += 1)
      clips.push(await clipFor(k === 3 ? [one, two] : [one], k === 1 ? otherId : tenantId));
    const asked = async (): Promise<ClipId[]> => (await pending.list([two], 10)).map(({ clipId }) => clipId);
    const bounds = { clips: 3, limit: 1 };
    let step = await pending.addMissing(two, null, bounds);
    expect(step).toEqual({ added: 1, next: clips[4] });
    expect(await asked()).toEqual([clips[3], clips[4]]);
    step = await pending.addMissing(two, step.next, bounds);
    expect(step).toEqual({ added: 1, next: clips[2] });
    step = await pending.addMissing(two, step.next, { clips: 2, limit: 10 });
    expect(step).toEqual({ added: 2, next: clips[0] });
    step = await pending.addMissing(two, step.next, bounds);
    expect(step).toEqual({ added: 0, next: null });
    expect((await asked()).sort()).toEqual([...clips].sort());
    expect((await pending.list([two], 10)).find(({ clipId }) => clipId === clips[1])?.tenantId).toBe(otherId);
    expect(await pending.addMissing(two, null, { clips: 10, limit: 10 })).toEqual({ added: 0, next: null });
  });
});
