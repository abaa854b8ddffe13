import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually, freePort, startPostgres, type Rig } from '@echocohort/testing';
import { sql } from 'kysely';
import { Client } from 'pg';
import { migrateDatabase, openDatabase, type Database } from '../index.js';
import { lockFolder } from './folder-lock.js';

/** Every file of the folder is a migration that runs. */
const migrationNames = readdirSync(new URL('migrations', import.meta.url))
  .map((file) => file.replace('.ts', ''))
  .sort();

describe('migrateDatabase', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startPostgres();
  });
  afterEach(() => rig.stop());

  it('migrates once, whoever comes at the same time, and takes as long as it takes', async () => {
    // What the server is told by each statement that changes a table.
    await query(rig.url, `create table limits (statement_timeout text, idle_timeout text)`);
    await query(
      rig.url,
      `create function note() returns event_trigger language plpgsql as $$ begin insert into limits values
        (current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')); end $$`,
    );
    await query(rig.url, `create event trigger note on ddl_command_end execute function note()`);
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(rig.url)));
    expect(runs.filter((names) => names.length > 0)).toEqual([migrationNames]);
    expect(await query(rig.url, 'select from limits')).toBeGreaterThan(20);
    expect(await query(rig.url, `select from limits where statement_timeout <> '0' or idle_timeout <> '0'`)).toBe(0);
    expect(await migrateDatabase(rig.url)).toEqual([]);
  });

  it('is waited for by who does not migrate: an older database is refused with what it lacks', async () => {
    const opening = openDatabase({ databaseUrl: rig.url, migrate: false });
    await expect(opening).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/lacks 0001-initial, .*; run node apps\/api\/dist\/migrate\.js first/),
    });
    await migrateDatabase(rig.url);
    await query(rig.url, `delete from kysely_migration where name = '${migrationNames.at(-1)}'`);
    await expect(openDatabase({ databaseUrl: rig.url, migrate: false })).rejects.toThrow(migrationNames.at(-1)!);
  });

  it('leaves a database alone that a younger program has migrated', async () => {
    await migrateDatabase(rig.url);
    await query(rig.url, `insert into kysely_migration values ('9999-younger', '2099-01-01')`);
    expect(await migrateDatabase(rig.url)).toEqual([]);
    const database = await openDatabase({ databaseUrl: rig.url, migrate: false });
    await database.ping();
    await database.close();
  });
});

describe('openDatabase on PostgreSQL', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startPostgres();
  });
  afterAll(() => rig.stop());

  it('migrates once when many processes open an empty database at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => openDatabase({ databaseUrl: rig.url })));
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(all[0]!.db);
    expect(rows.map(({ name }) => name)).toEqual(migrationNames);
    await Promise.all(all.map((database) => database.close()));
    const again = await openDatabase({ databaseUrl: rig.url });
    await again.ping();
    await again.close();
  });

  it('says that the database does not answer', async () => {
    const databaseUrl = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
    await expect(openDatabase({ databaseUrl })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stops a statement that runs for too long', async () => {
    const database = await openDatabase({ databaseUrl: rig.url });
    const { rows } = await sql<{ timeout: string }>`select current_setting('statement_timeout') as timeout`.execute(
      database.db,
    );
    expect(rows).toEqual([{ timeout: '30s' }]);
    await database.close();
  });

  it('fails the statement of a connection that breaks, and nothing else', async () => {
    const dying = await startPostgres();
    const database = await openDatabase({ databaseUrl: dying.url });
    const failed = expect(sql`select pg_sleep(30)`.execute(database.db)).rejects.toThrow('terminated unexpectedly');
    await expectEventually(async () => expect(await sleepers(dying.url)).toBe(1));
    await dying.stop();
    await failed;
    await expect(database.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await database.close();
  });

  it('gives the lead to one, and to the next when it is released or its connection is lost', async () => {
    const [one, two] = await Promise.all([
      openDatabase({ databaseUrl: rig.url }),
      openDatabase({ databaseUrl: rig.url }),
    ]);
    const first = (await one.tryLead())!;
    expect(await two.tryLead()).toBeNull();
    await first.release();
    expect(first.lost.aborted).toBe(false);
    const second = (await two.tryLead())!;
    expect(await one.tryLead()).toBeNull();

    await endLeader(rig.url);
    await expectEventually(() => expect(second.lost.aborted).toBe(true));
    const third = await expectEventually(async () => {
      const lead = await one.tryLead();
      if (!lead) throw new Error('the lock is still held');
      return lead;
    });
    await second.release();
    await third.release();
    await Promise.all([one.close(), two.close()]);
  });
});

const query = async (databaseUrl: string, text: string): Promise<number> => {
  const client = new Client(databaseUrl);
  await client.connect();
  const { rowCount } = await client.query(text);
  await client.end();
  return rowCount!;
};

const sleepers = (databaseUrl: string): Promise<number> =>
  query(databaseUrl, `select from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`);

/** What a network failure or a restart of the server does to the leader's connection. */
const endLeader = (databaseUrl: string): Promise<number> =>
  query(databaseUrl, `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);

describe('openDatabase on PGlite', () => {
  let dir: string;
  let database: Database;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'echocohort-pglite-'));
    database = await openDatabase({ pgliteDir: dir });
  });
  afterAll(async () => {
    await database.close();
    await rm(dir, { recursive: true });
  });

  it('refuses a second opening and names the process that has the folder', async () => {
    const message = `another EchoCohort process (pid ${process.pid}) is using ${dir}`;
    await expect(openDatabase({ pgliteDir: dir })).rejects.toMatchObject({ code: 'conflict', message });
    await database.ping();
  });

  it('always leads', async () => {
    const lead = (await database.tryLead())!;
    expect(lead.lost.aborted).toBe(false);
    await lead.release();
  });

  it('keeps its rows over a close', async () => {
    await database.db
      .insertInto('tenants')
      .values({ id: 'ten_x' as never, name: 'kept' })
      .execute();
    await database.close();
    expect(await readFile(join(dir, 'lock.1'), 'utf8')).toBe('');
    database = await openDatabase({ pgliteDir: dir });
    const rows = await database.db.selectFrom('tenants').select(['name', 'weight']).execute();
    expect(rows).toEqual([{ name: 'kept', weight: 1 }]);
  });
});

describe('lockFolder', () => {
  let dir: string;
  const lock = (number: number): string => join(dir, `lock.${number}`);
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'echocohort-lock-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const startTime = async (pid: number): Promise<string> =>
    (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[19]!;

  it('refuses a folder of a living process and takes it when that process is dead', async () => {
    const other = spawn('sleep', ['60']);
    const pid = other.pid!;
    await writeFile(lock(7), JSON.stringify({ pid, startedAt: await startTime(pid) }));
    await expect(lockFolder(dir)).rejects.toThrow(`another EchoCohort process (pid ${pid}) is using ${dir}`);
    const ended = once(other, 'exit');
    other.kill('SIGKILL');
    await ended;
    const unlock = await lockFolder(dir);
    expect(JSON.parse(await readFile(lock(8), 'utf8'))).toMatchObject({ pid: process.pid });
    await unlock();
    expect(await readdir(dir)).toEqual(['lock.8']);
  });

  it('takes a folder that was given back', async () => {
    for (const name of ['lock.1', 'lock.2']) {
      const unlock = await lockFolder(dir);
      await expect(lockFolder(dir)).rejects.toMatchObject({ code: 'conflict' });
      await unlock();
      expect(await readdir(dir)).toEqual([name]);
    }
  });

  it('takes a folder whose pid belongs to a younger process by now', async () => {
    await writeFile(lock(1), JSON.stringify({ pid: process.ppid, startedAt: '1' }));
    const unlock = await lockFolder(dir);
    await unlock();
  });

  it('gives a folder whose lock was never finished to one of many', async () => {
    for (let round = 0; round < 20; round++) {
      await writeFile(lock(1000 * (round + 1)), '');
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(dir)));
      const taken = tries.filter((each) => each.status === 'fulfilled');
      expect(taken).toHaveLength(1);
      await taken[0]!.value();
      expect(await readdir(dir)).toHaveLength(1);
    }
  });
});
