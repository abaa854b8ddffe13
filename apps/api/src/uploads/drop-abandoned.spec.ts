import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbandonedUploadsRepository,
  createLogger,
  createStorage,
  type Database,
  openDatabase,
  RunsRepository,
  storageKeys,
  type StoragePort,
  TenantsRepository,
  UploadsRepository,
} from '@echocohort/platform';
import { EchoError, newClipId, newRunId, type RunId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultSweepConfig } from '../api-config.js';
import { DropAbandoned } from './drop-abandoned.js';

describe('uploads that never became a clip or a run', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let dir: string;
  let storage: StoragePort;
  let tenantId: TenantId;
  let nowMs = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
    dir = await mkdtemp(join(tmpdir(), 'echocohort-abandoned-'));
    storage = createStorage({ driver: 'file', dir, publicUrl: '', secret: '' });
    tenantId = (await new TenantsRepository(database).ensure('uploader')).id;
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), rm(dir, { recursive: true })]);
  });

  /** As it is left by a process that is killed before it stores the run. */
  const leave = async (): Promise<RunId> => {
    const runId = newRunId();
    await new UploadsRepository(database).begin(tenantId, runId);
    await storage.put(storageKeys.runItems(tenantId, runId), new Uint8Array(9), { contentType: '' });
    return runId;
  };
  const isThere = async (runId: RunId) => (await storage.head(storageKeys.runItems(tenantId, runId))) !== null;
  const dropper = (overForMs: number, store: Pick<StoragePort, 'deleteMany'> = storage) => {
    const duty = new DropAbandoned({
      repository: new AbandonedUploadsRepository(database),
      storage: store,
      logger: createLogger('dropper', { level: 'silent' }),
      config: { ...defaultSweepConfig, overForMs },
      now: () => nowMs,
    });
    return async () => {
      nowMs += defaultSweepConfig.retryMs;
      await duty.tick();
      await duty.settled();
    };
  };
  const uploadsLeft = async () => (await database.db.selectFrom('uploads').select('id').execute()).length;

  it('go with their object, when they began long ago and not before', async () => {
    const runId = await leave();
    await dropper(60_000)();
    expect([await isThere(runId), await uploadsLeft()]).toEqual([true, 1]);
    await dropper(0)();
    expect([await isThere(runId), await uploadsLeft()]).toEqual([false, 0]);
  });

  it('go with the frames of a patient, where a clip was to be', async () => {
    const clipId = newClipId();
    const keys = [storageKeys.clipFrames(tenantId, clipId), storageKeys.clipSheet(tenantId, clipId)];
    await new UploadsRepository(database).begin(tenantId, clipId);
    for (const key of keys) await storage.put(key, new Uint8Array(9), { contentType: '' });
    await dropper(60_000)();
    expect(await storage.head(keys[0]!)).not.toBeNull();
    await dropper(0)();
    expect(await Promise.all(keys.map((key) => storage.head(key)))).toEqual([null, null]);
    expect(await uploadsLeft()).toBe(0);
  });

  it('are found again when the store was away, and by another leader', async () => {
    const runId = await leave();
    const away = () => Promise.reject(new EchoError('storage-failed', 'away'));
    await dropper(0, { deleteMany: away })();
    expect([await isThere(runId), await uploadsLeft()]).toEqual([true, 1]);
    await dropper(0)();
    expect([await isThere(runId), await uploadsLeft()]).toEqual([false, 0]);
  });

  it('are no run’s: the items of one stay', async () => {
    const runId = await leave();
    await new RunsRepository(database).create(tenantId, {
      lane: 'bulk',
      spec: runSpecOf(),
      upload: { runId, bytes: 9 },
    });
    await dropper(0)();
    expect(await isThere(runId)).toBe(true);
  });
});
