import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newClipId, newRunId, newTenantId, newWebhookId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres, type PostgresRelease } from '@echocohort/testing';
import { sql } from 'kysely';
import { Client } from 'pg';
import {
  ApiKeysRepository,
  AuditLogRepository,
  ClipsRepository,
  CommitRepository,
  DispatchRepository,
  UploadsRepository,
  ExportsRepository,
  IdempotentAnswersRepository,
  migrateDatabase,
  openDatabase,
  OutboxRepository,
  QuotaNoticesRepository,
  RunsRepository,
  SchedulesRepository,
  TenantsRepository,
  UsageRepository,
  WebhooksRepository,
  type Database,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';

interface Opened {
  readonly database: Database;
  stop(): Promise<void>;
}

const openOnPostgres = async (release: PostgresRelease): Promise<Opened> => {
  const rig = await startPostgres({ release });
  const database = await openDatabase({ databaseUrl: rig.url });
  return { database, stop: () => database.close().then(() => rig.stop()) };
};

const openOnPglite = async (): Promise<Opened> => {
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-tenancy-'));
  const database = await openDatabase({ pgliteDir: dir });
  return { database, stop: () => database.close().then(() => rm(dir, { recursive: true })) };
};

/** A tenant with a row in every table. */
const tenantWithAll = async (database: Database, name: string): Promise<TenantId> => {
  const { id } = await new TenantsRepository(database).ensure(name);
  const key = await new ApiKeysRepository(database).create(id, { name });
  await new AuditLogRepository(database).append([
    {
      ...{ tenantId: id, apiKeyId: key.id, operation: 'createKey', method: 'POST', path: '/v1/keys', status: 201 },
      ...{ address: '::1', correlationId: name, at: new Date() },
    },
  ]);
  const clip = {
    ...{ id: newClipId(), originalName: name, format: 'npy', frames: 2, height: 4, width: 4, framesPerSecond: null },
    ...{ framesKey: 'frames', sheetKey: 'sheet', sha256: '0'.repeat(64) },
    sector: { x: 0, y: 0, width: 4, height: 4, coverage: 1 },
    view: { x: 0, y: 0, width: 4, height: 4 },
  };
  await new ClipsRepository(database).insert(id, clip, ['f'.repeat(64)]);
  const idempotency = { key: 'same', bodySha256: 'b'.repeat(64) };
  const newRun = { lane: 'bulk', spec: runSpecOf({ samples: 2 }) } as const;
  const { run } = await new RunsRepository(database).create(id, newRun, idempotency);
  const [ticket] = await new DispatchRepository(database).issue([{ runId: run.id, count: 2 }]);
  await new CommitRepository(database).commit([resultOf(ticket!, 0)]);
  const gone = { runId: newRunId(), tenantId: id, kind: 'cohort', reason: 'deleted', samples: 1 } as const;
  const past = { createdAt: new Date(0), deletedAt: new Date(0) };
  await database.db
    .insertInto('tombstones')
    .values({ ...gone, ...past })
    .execute();
  await database.db.insertInto('runTallies').values({ runId: run.id, tenantId: id, tally: '{}' }).execute();
  const schedules = new SchedulesRepository(database);
  const schedule = await schedules.create(id, {
    ...{ name, cron: '0 0 1 1 *', timeZone: 'UTC', catchUp: 'once', catchUpMax: 1, cohort: {} },
    ...{ newClips: false, paused: true, nextFireAt: null },
  });
  await schedules.fireNow(id, schedule.id);
  await new UploadsRepository(database).begin(id, newRunId());
  const webhooks = new WebhooksRepository(database);
  const webhook = { id: newWebhookId(), url: 'https://receiver.example/', description: null, kinds: null };
  await webhooks.create(id, { ...webhook, enabled: false, secret: 'sealed', position: 0 }, 1);
  await webhooks.test(id, webhook.id);
  await new IdempotentAnswersRepository(database).claim(id, idempotency);
  const { id: exportId } = await new ExportsRepository(database).request(id);
  const part = { number: 1, kind: 'objects', key: 'key', lines: 0, sizeBytes: 0, sha256: '' };
  await database.db
    .insertInto('exportParts')
    .values({ exportId, tenantId: id, ...part })
    .execute();
  await new QuotaNoticesRepository(database).tell(id, { cap: 'queuedSamples', used: 8, max: 10 });
  return id;
};

describe.each([
  ['PostgreSQL 15', () => openOnPostgres('debian')],
  ['PostgreSQL 18', () => openOnPostgres('compose')],
  ['PGlite', openOnPglite],
] as const)('asTenant on %s', (_name, open) => {
  let opened: Opened;
  let database: Database;
  let mine: TenantId;
  let theirs: TenantId;
  /** With the column that says whose a row is. */
  let tables: [table: string, column: string][];

  beforeAll(async () => {
    opened = await open();
    ({ database } = opened);
    mine = await tenantWithAll(database, 'mine');
    theirs = await tenantWithAll(database, 'theirs');
    await new UsageRepository(database).fold(10);
    await new OutboxRepository(database).publish(1_000);
    const payload = JSON.stringify({ runId: newRunId() });
    const untold = [mine, theirs].map((tenantId) => ({ tenantId, topic: 'run.created', payload }) as const);
    await database.db.insertInto('outbox').values(untold).execute();
    const entries = [mine, theirs].map((tenantId) => ({ tenantId, uploads: 1 }));
    await sql`
      insert into withdrawals (tenant_id, fingerprint, lane, work)
      select id, 'f', 'bulk', 1 from tenants`.execute(database.db);
    await sql`insert into erasures (tenant_id) select id from tenants`.execute(database.db);
    await database.db.insertInto('usageEntries').values(entries).execute();
    tables = [['tenants', 'id'], ...(await tenantTables()).map((table) => [table, 'tenant_id'] as [string, string])];
  });
  afterAll(() => opened.stop());

  const tenantTables = async (): Promise<string[]> => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
        and attname = 'tenant_id' and not attisdropped
      order by relname`.execute(database.db);
    return rows.map(({ name }) => name);
  };

  const mayDo = async (table: string, right: string): Promise<boolean> => {
    const { rows } = await sql<{ may: boolean }>`
      select has_table_privilege('echocohort_tenant', ${table}, ${right}) as may`.execute(database.db);
    return rows[0]!.may;
  };

  const ownersOf = async (...[table, column]: [string, string]): Promise<Set<string>> => {
    const { rows } = await sql<{ owner: string }>`select ${sql.ref(column)} as owner from ${sql.table(table)}`.execute(
      database.db,
    );
    return new Set(rows.map(({ owner }) => owner));
  };

  it('is the only way in: every table of tenants has its policy, and no other table is open to them', async () => {
    const { rows } = await sql<{ name: string; secure: boolean; policies: number; open: boolean }>`
      select relname as name, relrowsecurity as secure,
        (select count(*)::integer from pg_policy where polrelid = pg_class.oid) as policies,
        has_table_privilege('echocohort_tenant', oid, 'select, insert, update, delete, truncate, references, trigger') as open
      from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`.execute(
      database.db,
    );
    const names = tables.map(([table]) => table);
    expect(names).toEqual(expect.arrayContaining(['tenants', 'clips', 'runs', 'samples', 'tickets', 'outbox']));
    const walled = rows.filter(({ secure, policies }) => secure && policies === 1).map(({ name }) => name);
    expect(names.filter((name) => !walled.includes(name))).toEqual([]);
    expect(rows.filter(({ name, open }) => open && !names.includes(name))).toEqual([]);
  });

  it('sees own rows alone, however the query asks', async () => {
    for (const [table, column] of tables) {
      expect([table, await ownersOf(table, column)]).toEqual([table, new Set([mine, theirs])]);
      const query = sql<{ owner: string }>`select ${sql.ref(column)} as owner from ${sql.table(table)}`;
      const read = database.asTenant(mine, (trx) => query.execute(trx));
      if (!(await mayDo(table, 'select'))) await expect(read).rejects.toThrow(`permission denied for table ${table}`);
      else expect([table, new Set((await read).rows.map(({ owner }) => owner))]).toEqual([table, new Set([mine])]);
    }
    const { rows } = await database.asTenant(newTenantId(), (trx) => sql`select from runs`.execute(trx));
    expect(rows).toEqual([]);
  });

  it('writes no foreign row', async () => {
    const undo = new Error('undo');
    for (const [table, column] of tables) {
      const owner = sql.ref(column);
      const foreign = sql`update ${sql.table(table)} set ${owner} = ${theirs}`;
      const given = database.asTenant(mine, (trx) => foreign.execute(trx));
      await expect(given).rejects.toThrow(/row-level security|permission denied/);
      if (await mayDo(table, 'delete')) {
        const deleted = database.asTenant(mine, async (trx) => {
          const { numAffectedRows } = await sql`delete from ${sql.table(table)}`.execute(trx);
          expect([table, numAffectedRows]).toEqual([table, 1n]);
          throw undo;
        });
        await expect(deleted).rejects.toBe(undo);
      }
      expect([table, await ownersOf(table, column)]).toEqual([table, new Set([mine, theirs])]);
    }
    const insert = sql`insert into outbox (tenant_id, topic, payload) values (${theirs}, 'run.created', '{}')`;
    await expect(database.asTenant(mine, (trx) => insert.execute(trx))).rejects.toThrow('row-level security');
    const update = await database.asTenant(mine, (trx) =>
      trx.updateTable('runs').set({ failed: 1 }).executeTakeFirst(),
    );
    expect(update.numUpdatedRows).toBe(1n);
    const failed = await database.db.selectFrom('runs').select('failed').where('tenantId', '=', theirs).execute();
    expect(failed).toEqual([{ failed: 0 }]);
  });

  it('ends with its transaction, whether that is kept or not, beside transactions of others', async () => {
    const whoami = sql<{ name: string }>`select current_user as name`;
    const ownerName = (await whoami.execute(database.db)).rows[0]!.name;
    await Promise.all(
      Array.from({ length: 40 }, async (_, k) => {
        const tenantId = k % 2 === 0 ? mine : theirs;
        const seen = database.asTenant(tenantId, async (trx) => {
          expect((await whoami.execute(trx)).rows[0]!.name).toBe('echocohort_tenant');
          const rows = await trx.selectFrom('runs').select('tenantId').execute();
          if (k % 3 === 0) await sql`select 1 / 0`.execute(trx);
          return rows;
        });
        if (k % 3 === 0) await expect(seen).rejects.toThrow('division by zero');
        else expect(await seen).toEqual([{ tenantId }]);
        expect((await whoami.execute(database.db)).rows[0]!.name).toBe(ownerName);
        expect(await database.db.selectFrom('runs').select('id').execute()).toHaveLength(2);
      }),
    );
  });

  it('leaves nothing begun on a connection where it could not begin', async () => {
    await sql`alter role echocohort_tenant rename to elsewhere`.execute(database.db);
    const asked = Array.from({ length: 12 }, () => database.asTenant(mine, (trx) => sql`select 1`.execute(trx)));
    for (const result of await Promise.allSettled(asked))
      expect(result).toMatchObject({ reason: { message: expect.stringContaining('echocohort_tenant') } });
    await sql`alter role elsewhere rename to echocohort_tenant`.execute(database.db);
    const { rows } = await sql`select from pg_stat_activity where state like 'idle in transaction%'`.execute(
      database.db,
    );
    expect(rows).toEqual([]);
    expect(await new RunsRepository(database).list(mine, { limit: 2 })).toHaveLength(1);
  });
});

describe.each(['debian', 'compose'] as const)('the role of tenants, on the PostgreSQL of %s', (release) => {
  it('is made by an ordinary user who may make roles, for many databases at once; another is told what to do', async () => {
    const rig = await startPostgres({ release });
    const admin = new Client(rig.url);
    await admin.connect();
    const databases = ['one', 'two', 'three', 'four'];
    const urlOf = (user: string, name: string): string =>
      rig.url.replace('postgres@', `${user}@`).replace(/postgres$/, name);
    await admin.query('create role plain login');
    await admin.query('create database plain owner plain');
    await expect(migrateDatabase(urlOf('plain', 'plain'))).rejects.toThrow(
      'create role echocohort_tenant nologin; grant echocohort_tenant to plain;',
    );
    await admin.query('create role maker login createrole');
    for (const name of databases) await admin.query(`create database ${name} owner maker`);
    await Promise.all(databases.map((name) => migrateDatabase(urlOf('maker', name))));
    for (const name of databases) {
      const database = await openDatabase({ databaseUrl: urlOf('maker', name), migrate: false });
      const mine = await tenantWithAll(database, 'mine');
      await tenantWithAll(database, 'theirs');
      expect(await database.asTenant(mine, (trx) => trx.selectFrom('runs').select('tenantId').execute())).toEqual([
        { tenantId: mine },
      ]);
      expect(await database.db.selectFrom('runs').select('id').execute()).toHaveLength(2);
      await database.close();
    }
    await admin.query('grant echocohort_tenant to plain');
    expect(await migrateDatabase(urlOf('plain', 'plain'))).not.toEqual([]);
    await admin.end();
    await rig.stop();
  });
});
