import {
  ClipReadingsRepository,
  ClipsRepository,
  connectRedis,
  openDatabase,
  PendingReadingsRepository,
  ReadingQueue,
  TenantsRepository,
  type Database,
  type ReadingRef,
} from '@echocohort/platform';
import { newClipId, type ClipId, type TenantId } from '@echocohort/shared';
import { startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultReadingsConfig, type ReadingsConfig } from '../api-config.js';
import { QueueReadings } from './queue-readings.js';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];

describe('the leader', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let redis: ReturnType<typeof connectRedis>;
  let database: Database;
  let queue: ReadingQueue;
  let tenantId: TenantId;
  let nowMs = 0;

  beforeAll(async () => {
    const [postgres, redisRig] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redisRig];
    database = await openDatabase({ databaseUrl: postgres.url });
    redis = connectRedis(redisRig.url);
    queue = new ReadingQueue(redis);
    tenantId = (await new TenantsRepository(database).ensure('leader')).id;
  });
  afterAll(async () => {
    redis.disconnect();
    await queue.close();
    await database.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });
  beforeEach(async () => {
    await database.db.deleteFrom('clipReadings').execute();
    await database.db.deleteFrom('clips').execute();
    await redis.flushall();
  });

  const clipFor = async (fingerprints: readonly string[]): Promise<ClipId> => {
    const clip = {
      id: newClipId(),
      originalName: 'clip.npy',
      format: 'npy',
      ...{ frames: 2, height: 4, width: 4, framesPerSecond: null },
      ...{ framesKey: 'frames', sheetKey: 'sheet', sha256: '0'.repeat(64) },
      sector: { x: 0, y: 0, width: 4, height: 4, coverage: 1 },
      view: { x: 0, y: 0, width: 4, height: 4 },
    };
    return (await new ClipsRepository(database).insert(tenantId, clip, fingerprints)).id;
  };
  const dutyWith = (overrides: Partial<ReadingsConfig> = {}, fingerprints: readonly string[] = [one]) =>
    new QueueReadings({
      repository: new PendingReadingsRepository(database),
      queue,
      fingerprints,
      config: { ...defaultReadingsConfig, ...overrides },
      now: () => nowMs,
    });
  /** A tick whose time has come. */
  const tick = async (duty: QueueReadings, afterMs = defaultReadingsConfig.everyMs): Promise<void> => {
    nowMs += afterMs;
    await duty.tick();
  };
  const refOf = (clipId: ClipId, fingerprint = one): ReadingRef => ({ tenantId, clipId, fingerprint });
  const asked = async (): Promise<number> =>
    Number(
      (
        await database.db
          .selectFrom('clipReadings')
          .select(({ fn }) => fn.countAll().as('count'))
          .executeTakeFirst()
      )?.count,
    );

  it('queues what is asked for once, and again after Redis has lost it', async () => {
    for (let k = 0; k < 3; k += 1) await clipFor([one, two]);
    const duty = dutyWith();
    await tick(duty);
    await tick(duty);
    expect(await queue.size(one, two)).toBe(3);
    await redis.flushall();
    await tick(duty);
    expect(await queue.size(one, two)).toBe(3);
  });

  it('keeps to its pace', async () => {
    const duty = dutyWith();
    await tick(duty);
    await clipFor([one]);
    await tick(duty, defaultReadingsConfig.everyMs - 1);
    expect(await queue.size(one, two)).toBe(0);
    await tick(duty, 1);
    expect(await queue.size(one, two)).toBe(1);
  });

  it('holds no more in Redis than its window, and goes on when some are done', async () => {
    const clips: ClipId[] = [];
    for (let k = 0; k < 5; k += 1) clips.push(await clipFor([one]));
    const duty = dutyWith({ windowReadings: 2 });
    await tick(duty);
    await tick(duty);
    expect(await queue.size(one, two)).toBe(2);
    const readings = new ClipReadingsRepository(database);
    for (const clip of clips.slice(0, 2)) await readings.fail(refOf(clip), { code: 'internal', message: 'no' });
    await redis.flushall();
    await tick(duty);
    expect(await queue.size(one, two)).toBe(2);
  });

  it('asks for what a new bundle has not read, newest first, part by part, and then leaves it', async () => {
    const clips: ClipId[] = [];
    for (let k = 0; k < 5; k += 1) clips.push(await clipFor([]));
    const pending = new PendingReadingsRepository(database);
    const duty = dutyWith({ clipsPerTick: 2, missingPerTick: 6 }, [one, two]);
    await tick(duty);
    expect((await pending.list([one, two], 10)).map(({ clipId }) => clipId).sort()).toEqual([clips[3], clips[4]]);
    for (let k = 0; k < 8; k += 1) await tick(duty);
    // It waits while six or more do: the work comes first.
    expect(await asked()).toBe(7);
    const readings = new ClipReadingsRepository(database);
    for (const ref of await pending.list([one, two], 10)) await readings.fail(ref, { code: 'internal', message: 'no' });
    for (let k = 0; k < 8; k += 1) await tick(duty);
    expect(await asked()).toBe(10);
    await clipFor([]);
    for (let k = 0; k < 8; k += 1) await tick(duty);
    expect(await asked()).toBe(10);
  });

  it('looks again after a while, and at once when it has come to lead anew', async () => {
    const duty = dutyWith();
    await tick(duty);
    await clipFor([]);
    await tick(duty);
    expect(await asked()).toBe(0);
    await tick(duty, defaultReadingsConfig.lookEveryMs);
    expect(await asked()).toBe(1);
    await clipFor([]);
    duty.begin();
    await tick(duty);
    expect(await asked()).toBe(2);
  });
});
