import { newClipId, newRunId, type TenantId } from '@echocohort/shared';
import { emptyPglite, expectEventually, runSpecOf, startPostgres, type PostgresRelease } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import {
  type Database,
  EventsRepository,
  openDatabase,
  OutboxRepository,
  RunsRepository,
  TenantsRepository,
} from '../index.js';

interface Opened {
  readonly database: Database;
  /** Null where there is one connection only. */
  readonly url: string | null;
  stop(): Promise<void>;
}

const onPostgres = async (release: PostgresRelease): Promise<Opened> => {
  const rig = await startPostgres({ release });
  const database = await openDatabase({ databaseUrl: rig.url });
  return { database, url: rig.url, stop: () => database.close().then(() => rig.stop()) };
};

const onPglite = async (): Promise<Opened> => {
  const dir = await emptyPglite();
  const database = await openDatabase({ pgliteDir: dir });
  return { database, url: null, stop: () => database.close().then(() => rm(dir, { recursive: true })) };
};

const insertRead = 'insert into outbox (tenant_id, topic, payload) values ($1, $2, $3)';
const readOf = (tenantId: TenantId, refusal: string): string[] => [
  ...[tenantId, 'clip.read', JSON.stringify({ clipId: newClipId(), fingerprint: 'f', refusal })],
];

let opened: Opened;
let database: Database;
let outbox: OutboxRepository;
let tenantId: TenantId;

const begin = async (open: () => Promise<Opened>): Promise<void> => {
  opened = await open();
  ({ database } = opened);
  outbox = new OutboxRepository(database);
  tenantId = (await new TenantsRepository(database).ensure('events')).id;
};
const clear = async (): Promise<void> => {
  await sql`truncate outbox, events`.execute(database.db);
  await sql`update event_head set last = 0, expired = 0`.execute(database.db);
};
const all = () => new EventsRepository(database).list(tenantId, { after: 0, upTo: 1e9, limit: 1_000 });
const told = async (): Promise<[number, unknown][]> =>
  (await all()).map(({ sequence, data }) => [
    sequence,
    'refusal' in data ? data.refusal : 'counts' in data && data.counts.total,
  ]);
const note = async (refusal: string): Promise<void> => {
  const [, topic, payload] = readOf(tenantId, refusal) as [string, 'clip.read', string];
  await database.db.insertInto('outbox').values({ tenantId, topic, payload }).execute();
};

describe.each([
  ['PostgreSQL 15', () => onPostgres('debian')],
  ['PostgreSQL 18', () => onPostgres('compose')],
  ['PGlite', onPglite],
] as const)('the outbox on %s', (_name, open) => {
  beforeAll(() => begin(open));
  afterAll(() => opened.stop());
  beforeEach(clear);

  it('is told once, in order, some at a time, and empty then', async () => {
    const { run } = await new RunsRepository(database).create(tenantId, {
      lane: 'bulk',
      spec: runSpecOf({ samples: 7 }),
    });
    for (const name of ['b', 'c']) await note(name);
    expect([await outbox.publish(2), await outbox.publish(2), await outbox.publish(2)]).toEqual([2, 1, 0]);
    expect(await told()).toEqual([
      [1, 7],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect((await all())[0]).toMatchObject({ kind: 'generation.started', subjectId: run.id });
    expect(await new EventsRepository(database).newest(1)).toEqual([{ tenantId, sequence: 3 }]);
    expect(await new EventsRepository(database).newest(3)).toEqual([]);
  });

  it('numbers nothing for what is told to nobody, and goes past it', async () => {
    const payload = JSON.stringify({ runId: newRunId() });
    await database.db.insertInto('outbox').values({ tenantId, topic: 'run.progressed', payload }).execute();
    await sql`insert into outbox (tenant_id, topic, payload) values ('ten_erased', 'run.created', '{"runId":"run_gone"}')`.execute(
      database.db,
    );
    await note('a');
    expect(await outbox.publish(10)).toBe(2);
    expect(await outbox.publish(10)).toBe(0);
    expect(await told()).toEqual([[1, 'a']]);
  });
});

describe('publishing beside others', () => {
  let late: Client;
  beforeAll(() => begin(() => onPostgres('debian')));
  afterAll(() => opened.stop());
  beforeEach(async () => {
    await clear();
    late = new Client(opened.url as string);
    late.on('error', () => undefined);
    await late.connect();
  });

  it('skips nothing whose transaction commits late, though its id is smaller', async () => {
    await late.query('begin');
    await late.query(insertRead, readOf(tenantId, 'first by id'));
    await note('second by id');
    expect(await outbox.publish(10)).toBe(1);
    await late.query('commit');
    expect(await outbox.publish(10)).toBe(1);
    expect(await told()).toEqual([
      [1, 'second by id'],
      [2, 'first by id'],
    ]);
    await late.end();
  });

  it('waits for a leader that still publishes, so that numbers become visible in their order', async () => {
    await late.query('begin');
    await late.query('select from event_head for update');
    await note('a');
    const publishing = outbox.publish(10);
    await expectEventually(async () => {
      const { rows } = await sql`select from pg_locks where not granted`.execute(database.db);
      expect(rows).toHaveLength(1);
    });
    await late.query(`delete from outbox`);
    await late.query(
      `insert into events (sequence, tenant_id, kind, subject_id, data, at) values (1, $1, 'clip.read', 'c', '{"refusal":"a"}', now())`,
      [tenantId],
    );
    await late.query('update event_head set last = 1');
    await note('b');
    await late.query('commit');
    expect(await publishing).toBe(1);
    expect(await told()).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    await late.end();
  });

  it('takes over from one that was killed between its steps', async () => {
    await note('a');
    await late.query('begin');
    await late.query('select from event_head for update');
    await late.query('delete from outbox');
    const publishing = outbox.publish(10);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'`.execute(
      database.db,
    );
    expect(await publishing).toBe(1);
    expect(await told()).toEqual([[1, 'a']]);
  });

  it('tells each once, without a gap, when many publish at once', async () => {
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let k = 0; k < 10; k += 1) {
          await note(`${writer}-${k}`);
          await outbox.publish(3);
        }
      }),
    );
    while ((await outbox.publish(100)) > 0);
    const events = await told();
    expect(events.map(([sequence]) => sequence)).toEqual(events.map((_, k) => k + 1));
    expect(new Set(events.map(([, name]) => name)).size).toBe(80);
    expect(events).toHaveLength(80);
    await late.end();
  });
});
