import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLogger,
  createStorage,
  type Database,
  ErasuresRepository,
  type ExportPart,
  ExportingRepository,
  ExportsRepository,
  openDatabase,
  RunsRepository,
  storageKeys,
  type StoragePort,
  TenantsRepository,
} from '@echocohort/platform';
import { newClipId, newTenantId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultExportsConfig, type ExportsConfig } from '../api-config.js';
import { ExportTenants } from './export-tenants.js';

const runs = 7;
const objects = 5;

describe('who exports tenants', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let dir: string;
  let storage: StoragePort;
  let tenantId: TenantId;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
    dir = await mkdtemp(join(tmpdir(), 'echocohort-export-'));
    storage = createStorage({ driver: 'file', dir, publicUrl: '', secret: '' });
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([postgres.stop(), rm(dir, { recursive: true })]);
  });
  beforeEach(async () => {
    tenantId = (await new TenantsRepository(database).ensure(newTenantId())).id;
    for (let k = 0; k < runs; k += 1)
      await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec: runSpecOf() });
    for (let k = 0; k < objects; k += 1)
      await storage.put(storageKeys.clipSheet(tenantId, newClipId()), Buffer.from(`${k}`), { contentType: '' });
  });

  const leader = (config: Partial<ExportsConfig> = {}, store: StoragePort = storage) =>
    new ExportTenants({
      repository: new ExportingRepository(database),
      storage: store,
      logger: createLogger('exports', { level: 'silent' }),
      config: { ...defaultExportsConfig, everyMs: 0, retryMs: 0, rowsPerPart: 2, objectsPerPart: 2, ...config },
    });
  const turn = async (duty: ExportTenants): Promise<void> => {
    await duty.tick();
    await duty.settled();
  };
  const exports = () => new ExportsRepository(database);
  const newest = async () => (await exports().list(tenantId, { limit: 1 }))[0]!;
  const partsOf = async (): Promise<ExportPart[]> => exports().parts(tenantId, (await newest()).id, { limit: 1_000 });
  const linesOf = async (kind: string): Promise<string[]> => {
    const parts = (await partsOf()).filter((part) => part.kind === kind);
    const texts = await Promise.all(parts.map(async ({ key }) => Buffer.from(await storage.get(key)).toString()));
    return texts.flatMap((text) => text.trimEnd().split('\n'));
  };
  const expectWhole = async (): Promise<void> => {
    const rows = await linesOf('runs');
    expect([rows.length, new Set(rows).size]).toEqual([runs, runs]);
    const listed = await linesOf('objects');
    expect([listed.length, new Set(listed).size]).toEqual([objects, objects]);
    expect(await newest()).toMatchObject({ objects, objectBytes: objects, rows: { runs, tenants: 1, outbox: runs } });
  };
  const untilFinished = async (next: () => ExportTenants): Promise<void> => {
    while ((await newest()).finishedAt === null) await turn(next());
  };

  it('goes on where another one ended, after every part', async () => {
    await exports().request(tenantId);
    await untilFinished(() => leader());
    await expectWhole();
  });

  it('writes a part again where a leader ended between storing it and writing that down', async () => {
    await exports().request(tenantId);
    let isKilled = false;
    // What is stored is there; who stored it is not.
    const killed: StoragePort = Object.assign(Object.create(storage) as StoragePort, {
      put: async (...args: Parameters<StoragePort['put']>) => {
        await storage.put(...args);
        isKilled = !isKilled;
        if (isKilled) throw new Error('killed');
      },
    });
    const duty = leader({}, killed);
    await untilFinished(() => duty);
    await expectWhole();
  });

  it('counts what one leader wrote, where two are at it', async () => {
    await exports().request(tenantId);
    const duties = [leader(), leader()];
    while ((await newest()).finishedAt === null) await Promise.all(duties.map(turn));
    await expectWhole();
    const numbers = (await partsOf()).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, k) => k + 1));
    const { id } = await newest();
    const kept = new Set((await partsOf()).map(({ key }) => key));
    for await (const key of storage.list(storageKeys.exportPrefix(tenantId, id)))
      expect([key, kept.has(key) || key.endsWith('index.json')]).toEqual([key, true]);
  });

  it('makes parts that are small enough, whatever the rows are', async () => {
    await exports().request(tenantId);
    await untilFinished(() => leader({ rowsPerPart: 100, bytesPerPart: 1 }));
    expect((await partsOf()).filter(({ kind }) => kind === 'runs').map(({ lines }) => lines)).toEqual(
      Array.from({ length: runs }, () => 1),
    );
    await expectWhole();
  });

  it('leaves a tenant alone that is being erased', async () => {
    await exports().request(tenantId);
    await new ErasuresRepository(database).request(tenantId);
    await turn(leader());
    expect(await newest()).toMatchObject({ parts: 0, finishedAt: null });
  });
});
