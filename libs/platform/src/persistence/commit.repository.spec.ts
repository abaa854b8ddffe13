import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Lane, type GenerationSpec, type TenantId, type TicketPayload } from '@echocohort/shared';
import { emptyPglite, runSpecOf, startPostgres, type PostgresRelease, type Rig } from '@echocohort/testing';
import { sql } from 'kysely';
import {
  CommitRepository,
  DispatchRepository,
  newTake,
  openDatabase,
  RunsRepository,
  SamplesRepository,
  TenantsRepository,
  type Database,
  type RunRow,
} from '../index.js';
import { resultOf } from './sample-result.fixture.js';

const failure = {
  status: 'failed',
  accepted: false,
  take: null,
  error: { code: 'sampler-failed', message: 'no' },
} as const;

const indices = (ticket: TicketPayload): number[] => Array.from({ length: ticket.count }, (_, k) => ticket.first + k);

interface Opened {
  database: Database;
  second: Database;
  stop(): Promise<void>;
}

const openOnPostgres = async (release?: PostgresRelease): Promise<Opened> => {
  const rig: Rig = await startPostgres(release && { release });
  const [database, second] = await Promise.all([
    openDatabase({ databaseUrl: rig.url }),
    openDatabase({ databaseUrl: rig.url }),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all([database.close(), second.close()]);
    await rig.stop();
  };
  return { database, second, stop };
};

const openOnPglite = async (): Promise<Opened> => {
  const dir = await emptyPglite();
  const database = await openDatabase({ pgliteDir: dir });
  const stop = async (): Promise<void> => {
    await database.close();
    await rm(dir, { recursive: true });
  };
  return { database, second: database, stop };
};

const shelved = ({ runId, shelf }: TicketPayload) => ({ id: runId, shelf });

describe.each([
  ['PostgreSQL 15', () => openOnPostgres('debian')],
  ['PostgreSQL 18', () => openOnPostgres('compose')],
  ['pglite', openOnPglite],
] as const)('dispatch and commit on %s', (_name, open) => {
  let opened: Opened;
  let tenantId: TenantId;
  let runs: RunsRepository;
  let dispatch: DispatchRepository;
  let commits: CommitRepository;
  let samples: SamplesRepository;

  beforeAll(async () => {
    opened = await open();
    runs = new RunsRepository(opened.database);
    dispatch = new DispatchRepository(opened.database);
    commits = new CommitRepository(opened.database);
    samples = new SamplesRepository(opened.database);
  });
  afterAll(() => opened.stop());
  beforeEach(async () => {
    tenantId = (await new TenantsRepository(opened.database).ensure(crypto.randomUUID())).id;
  });

  const newRun = async (overrides: Partial<GenerationSpec> = {}): Promise<RunRow> =>
    (await runs.create(tenantId, { lane: 'interactive', spec: runSpecOf(overrides) })).run;

  const oneTicket = async (samplesWanted: number): Promise<TicketPayload> => {
    const run = await newRun({ samples: samplesWanted });
    return (await dispatch.issue([{ runId: run.id, count: samplesWanted }]))[0]!;
  };

  const counters = async (ticket: TicketPayload): Promise<Partial<RunRow>> => {
    const { status, succeeded, accepted, failed } = (await runs.find(tenantId, ticket.runId))!;
    return { status, succeeded, accepted, failed };
  };

  it('takes a run from queued over running to succeeded, and keeps what was measured', async () => {
    const run = await newRun({ samples: 2 });
    expect(run).toMatchObject({ status: 'queued', nextIndex: 0, startedAt: null, samplesTotal: 2, error: null });
    const [ticket] = await dispatch.issue([{ runId: run.id, count: 2 }]);
    const running = (await runs.find(tenantId, run.id))!;
    expect(running).toMatchObject({ status: 'running', nextIndex: 2 });
    expect(running.startedAt).toBeInstanceOf(Date);

    expect(await commits.begin(ticket!)).toEqual([0, 1]);
    const result = resultOf(ticket!, 1);
    expect(await commits.commit([result])).toEqual(['committed']);
    expect(await commits.begin(ticket!)).toEqual([0]);
    expect(await counters(ticket!)).toEqual({ status: 'running', succeeded: 1, accepted: 1, failed: 0 });
    expect(await commits.commit([resultOf(ticket!, 0, { accepted: false, attempts: 4 })])).toEqual(['committed']);
    expect(await commits.begin(ticket!)).toEqual([]);
    const { attempts } = await opened.database.db
      .selectFrom('runs')
      .select('attempts')
      .where('id', '=', run.id)
      .executeTakeFirstOrThrow();
    expect(Number(attempts)).toBe(5);
    const done = (await runs.find(tenantId, run.id))!;
    expect(done).toMatchObject({ status: 'succeeded', succeeded: 2, accepted: 1, failed: 0 });
    expect(done.finishedAt!.getTime()).toBeGreaterThanOrEqual(done.startedAt!.getTime());

    const row = (await samples.find(tenantId, run, 1))!;
    expect(row.createdAt).toBeInstanceOf(Date);
    expect({ ...row, ticketId: ticket!.ticketId, epoch: 1 }).toEqual({ ...result, createdAt: row.createdAt });
    expect((await samples.list(tenantId, run, { after: 0, limit: 10 })).map(({ index }) => index)).toEqual([1]);
    expect(await samples.find(tenantId, run, 2)).toBeNull();
  });

  it('fails a run when all samples are in and one failed, with the first error', async () => {
    const ticket = await oneTicket(3);
    await commits.commit([resultOf(ticket, 0), resultOf(ticket, 1, failure)]);
    expect(await counters(ticket)).toEqual({ status: 'running', succeeded: 1, accepted: 1, failed: 1 });
    await commits.commit([resultOf(ticket, 2, { ...failure, error: { code: 'internal', message: 'later' } })]);
    expect(await runs.find(tenantId, ticket.runId)).toMatchObject({
      status: 'failed',
      failed: 2,
      error: failure.error,
    });
  });

  it('stores a sample once, however often it comes', async () => {
    const ticket = await oneTicket(3);
    const other = () => resultOf(ticket, 0, { attempts: 9 });
    expect(await commits.commit([resultOf(ticket, 0), other()])).toEqual(['committed', 'duplicate']);
    expect(await commits.commit([other(), resultOf(ticket, 1)])).toEqual(['duplicate', 'committed']);
    expect(await commits.commit([resultOf(ticket, 2)])).toEqual(['committed']);
    expect(await commits.commit([other()])).toEqual(['duplicate']);
    expect(await counters(ticket)).toEqual({ status: 'succeeded', succeeded: 3, accepted: 3, failed: 0 });
    expect((await samples.find(tenantId, shelved(ticket), 0))!.attempts).toBe(1);
  });

  it('says committed again of the take that it has stored: its files are not those of a loser', async () => {
    const ticket = await oneTicket(3);
    const [first, second, last] = [0, 1, 2].map((index) => resultOf(ticket, index));
    await commits.commit([first!]);
    expect(await commits.commit([first!, second!])).toEqual(['committed', 'committed']);
    // The answer may have been lost before the ticket was issued again, or with its last sample.
    const [next] = await dispatch.reissue([ticket.ticketId]);
    expect(await commits.commit([second!, last!])).toEqual(['committed', 'fenced']);
    const winner = { ...last!, epoch: next!.epoch };
    expect(await commits.commit([winner])).toEqual(['committed']);
    expect(await commits.commit([winner, first!, resultOf(ticket, 1)])).toEqual([
      'committed',
      'committed',
      'duplicate',
    ]);
    expect(await counters(ticket)).toEqual({ status: 'succeeded', succeeded: 3, accepted: 3, failed: 0 });
  });

  it('reads the rows of before there were takes, and does not take one for lost', async () => {
    const ticket = await oneTicket(2);
    await commits.commit([resultOf(ticket, 0), resultOf(ticket, 1, failure)]);
    const { db } = opened.database;
    await sql`update samples set take = null, video_key = 'tenants/…/0/clip.mp4'
      where run_id = ${ticket.runId} and index = 0`.execute(db);
    const takes = (await samples.list(tenantId, shelved(ticket), { limit: 9 })).map(({ take }) => take);
    expect(takes).toEqual(['', null]);
    expect(await commits.commit([resultOf(ticket, 0)])).toEqual(['duplicate']);
  });

  describe('a run', () => {
    const hasLeftovers = async ({ runId }: TicketPayload): Promise<boolean> => {
      const rows = opened.database.db.selectFrom('runs').select('leftovers').where('id', '=', runId);
      return (await rows.executeTakeFirstOrThrow()).leftovers;
    };

    it('that was begun once has no leftovers', async () => {
      const ticket = await oneTicket(2);
      await commits.begin(ticket);
      await commits.commit([resultOf(ticket, 0)]);
      await commits.commit([resultOf(ticket, 1)]);
      expect(await hasLeftovers(ticket)).toBe(false);
    });

    it.each<[string, (ticket: TicketPayload) => Promise<TicketPayload>]>([
      ['begun twice', async (ticket) => commits.begin(ticket).then(() => ticket)],
      ['issued twice', async (ticket) => (await dispatch.reissue([ticket.ticketId]))[0]!],
    ])('of which a ticket was %s may have leftovers', async (_, again) => {
      const ticket = await oneTicket(3);
      await commits.begin(ticket);
      await commits.commit([resultOf(ticket, 0)]);
      const next = await again(ticket);
      await commits.commit([resultOf(next, 1)]);
      expect(await hasLeftovers(ticket)).toBe(true);
      await commits.commit([resultOf(next, 2)]);
      expect(await hasLeftovers(ticket)).toBe(true);
    });

    it('that was cancelled may have leftovers', async () => {
      const ticket = await oneTicket(1);
      await runs.cancel(tenantId, ticket.runId);
      expect(await hasLeftovers(ticket)).toBe(true);
    });
  });

  it('never commits under an old epoch, and finishes under the new one', async () => {
    const old = await oneTicket(2);
    await commits.commit([resultOf(old, 0)]);
    const [next] = await dispatch.reissue([old.ticketId]);
    expect(next).toEqual({ ...old, epoch: 2 });
    expect(await commits.begin(old)).toEqual([]);
    expect(await commits.begin(next!)).toEqual([1]);
    expect(await commits.commit([resultOf(old, 1)])).toEqual(['fenced']);
    expect(await samples.find(tenantId, shelved(old), 1)).toBeNull();
    expect(await commits.commit([resultOf(next!, 1)])).toEqual(['committed']);
    expect(await counters(old)).toEqual({ status: 'succeeded', succeeded: 2, accepted: 2, failed: 0 });
    expect(await dispatch.reissue([old.ticketId])).toEqual([]);
  });

  it('waits for a reissue that has begun, and is then fenced', async () => {
    const old = await oneTicket(2);
    const late = await opened.second.db.transaction().execute(async (trx) => {
      await trx.updateTable('tickets').set({ epoch: 2 }).where('id', '=', old.ticketId).execute();
      const verdicts = commits.commit([resultOf(old, 0)]);
      // Time for a commit that does not wait to read the old epoch; one that waits is right however long this takes.
      await sql`select pg_sleep(0.2)`.execute(trx);
      return { verdicts };
    });
    expect(await late.verdicts).toEqual(['fenced']);
    expect(await samples.find(tenantId, shelved(old), 0)).toBeNull();
  });

  it('commits nothing more of a cancelled run', async () => {
    const ticket = await oneTicket(4);
    await commits.commit([resultOf(ticket, 0)]);
    expect(await runs.cancel(tenantId, ticket.runId)).toMatchObject({ status: 'cancelled', succeeded: 1 });
    expect(await commits.begin(ticket)).toEqual([]);
    expect(await commits.commit([resultOf(ticket, 1), resultOf(ticket, 0)])).toEqual(['fenced', 'duplicate']);
    expect(await dispatch.reissue([ticket.ticketId])).toEqual([]);
    expect(await counters(ticket)).toEqual({ status: 'cancelled', succeeded: 1, accepted: 1, failed: 0 });
  });

  it('leaves a run that is over as it is when it is cancelled, and hides it from other tenants', async () => {
    const ticket = await oneTicket(1);
    await commits.commit([resultOf(ticket, 0)]);
    expect(await runs.cancel(tenantId, ticket.runId)).toMatchObject({ status: 'succeeded' });
    const other = await new TenantsRepository(opened.database).ensure(crypto.randomUUID());
    expect(await runs.cancel(other.id, ticket.runId)).toBeNull();
    expect(await runs.find(other.id, ticket.runId)).toBeNull();
    expect(await samples.find(other.id, shelved(ticket), 0)).toBeNull();
    expect(await samples.list(other.id, shelved(ticket), { limit: 9 })).toEqual([]);
  });

  it('issues no more of a run than it has, and nothing of a cancelled one', async () => {
    const run = await newRun({ samples: 5 });
    const gone = await newRun();
    await runs.cancel(tenantId, gone.id);
    const requests = [
      { runId: run.id, count: 2 },
      { runId: gone.id, count: 2 },
      { runId: run.id, count: 2 },
      { runId: run.id, count: 2 },
      { runId: run.id, count: 2 },
    ];
    const tickets = await dispatch.issue(requests);
    expect(tickets.map(({ first, count }) => [first, count])).toEqual([
      [0, 2],
      [2, 2],
      [4, 1],
    ]);
    expect(tickets[0]).toMatchObject({
      version: 2,
      epoch: 1,
      runId: run.id,
      tenantId,
      fingerprint: run.spec.bundle.fingerprint,
    });
    expect(await dispatch.issue([{ runId: run.id, count: 1 }])).toEqual([]);
    const open = (await dispatch.openTickets(0)).filter(({ payload }) => payload.runId === run.id);
    expect(open.map(({ payload }) => payload)).toEqual(tickets);
    expect(await dispatch.openTickets(3_600_000)).toEqual([]);
    const { fingerprint } = run;
    const mine = (await dispatch.openWork()).filter((work) => work.tenantId === tenantId && work.lane === run.lane);
    expect(mine).toMatchObject([{ fingerprint, tickets: expect.any(Number) }]);
    expect(mine[0]!.samples).toBeGreaterThanOrEqual(5);
    expect(mine[0]!.work).toBe(mine[0]!.samples * 16 * 1.25);
  });

  it('shows the backlog of each queue, and of each the oldest runs of some tenants', async () => {
    const other = (await new TenantsRepository(opened.database).ensure(crypto.randomUUID())).id;
    const spec = runSpecOf();
    const bundle = { ...spec.bundle, fingerprint: crypto.randomUUID() };
    const make = async (tenant: TenantId, lane: Lane, pinned = bundle): Promise<RunRow> =>
      (await runs.create(tenant, { lane, spec: { ...spec, bundle: pinned } })).run;
    const cohort = await make(tenantId, 'bulk');
    const [first, second] = [await make(tenantId, 'interactive'), await make(tenantId, 'interactive')];
    const theirs = await make(other, 'interactive');
    await make(tenantId, 'interactive', { ...bundle, fingerprint: crypto.randomUUID() });
    const { fingerprint } = bundle;
    const queues = (await dispatch.queuesWithBacklog()).filter((queue) => queue.fingerprint === fingerprint);
    expect(queues).toEqual([
      { fingerprint, lane: 'interactive' },
      { fingerprint, lane: 'bulk' },
    ]);
    const queue = { fingerprint, lane: 'interactive' } as const;
    const waiting = await dispatch.tenantsWithBacklog(queue);
    expect(waiting).toEqual([tenantId, other].map((id) => ({ tenantId: id, weight: 1, inFlightCap: null })));
    const tenants = new TenantsRepository(opened.database);
    await tenants.update(other, { caps: { inFlightSamples: 7 }, suspendedReason: null });
    expect((await dispatch.tenantsWithBacklog(queue))[1]).toMatchObject({ tenantId: other, inFlightCap: 7 });
    await tenants.update(other, { suspendedReason: 'unpaid' });
    expect((await dispatch.tenantsWithBacklog(queue)).map(({ tenantId: id }) => id)).toEqual([tenantId]);
    await tenants.update(other, { suspendedReason: null });
    const seen = await dispatch.backlog(queue, [other, tenantId], 1_000);
    expect(seen.map(({ runId }) => runId)).toEqual([theirs.id, first.id, second.id]);
    expect(await dispatch.backlog(queue, [tenantId], 1)).toEqual([seen[1]]);
    expect(seen[1]).toEqual({
      ...{ runId: first.id, tenantId, frames: spec.frames, nextIndex: 0, endIndex: 8 },
      ...{ done: 0, attempts: 0, deadlineMs: null },
    });
    const figuresOf = async (lane: Lane) => (await dispatch.queueFigures()).find((figures) => figures.lane === lane);
    const before = await figuresOf('bulk');
    await runs.cancel(tenantId, cohort.id);
    const after = await figuresOf('bulk');
    expect((before?.backlogSamples ?? 0) - (after?.backlogSamples ?? 0)).toBe(8);
    expect(before?.oldestBacklogSeconds).toBeGreaterThan(0);
  });

  it('counts exactly when many commit, cancel and reissue at once over two connections', async () => {
    const fleet = await Promise.all(Array.from({ length: 6 }, () => newRun({ samples: 40 })));
    const tickets = await dispatch.issue(
      fleet.flatMap(({ id }) => Array.from({ length: 5 }, () => ({ runId: id, count: 8 }))),
    );
    const elsewhere = new CommitRepository(opened.second);
    const rows = tickets.flatMap((ticket) => indices(ticket).map((index) => resultOf(ticket, index)));
    // Every sample comes twice, in two orders, from two connections, in batches across runs and tickets.
    const others = rows.map((row) => ({ ...row, take: newTake() }));
    const forth = chunksOf(shuffled(rows, 1), 24).map((chunk) => commits.commit(chunk));
    const back = chunksOf(shuffled(others, 2), 24).map((chunk) => elsewhere.commit(chunk));
    const cancelled = fleet[0]!.id;
    const meddling = [
      dispatch.reissue(tickets.slice(5, 9).map(({ ticketId }) => ticketId)),
      runs.cancel(tenantId, cancelled),
    ];
    const verdicts = (await Promise.all([...forth, ...back])).flat();
    await Promise.all(meddling);
    const again = await dispatch.reissue(tickets.map(({ ticketId }) => ticketId));
    const rest = await Promise.all(
      again.map(async (ticket) =>
        commits.commit((await commits.begin(ticket)).map((index) => resultOf(ticket, index))),
      ),
    );
    const committed = [...verdicts, ...rest.flat()].filter((verdict) => verdict === 'committed').length;
    let stored = 0;
    for (const { id } of fleet) {
      const run = (await runs.find(tenantId, id))!;
      const kept = await samples.list(tenantId, { id, shelf: 0 }, { limit: 100 });
      expect([run.succeeded, run.accepted, run.failed]).toEqual([kept.length, kept.length, 0]);
      if (id !== cancelled) expect(run).toMatchObject({ status: 'succeeded', succeeded: 40 });
      stored += kept.length;
    }
    expect(committed).toBe(stored);
    const ends = await opened.database.db
      .selectFrom('outbox')
      .select(['topic', 'payload'])
      .where('topic', 'in', ['run.finished', 'run.cancelled'])
      .where('tenantId', '=', tenantId)
      .execute();
    expect(ends.map(({ payload }) => payload.runId).sort()).toEqual(fleet.map(({ id }) => id).sort());
  });
});

const chunksOf = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, k) => items.slice(k * size, (k + 1) * size));

/** The same order for the same seed. */
const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  items
    .map((item, k) => ({ item, place: Math.sin(seed * 1_000 + k * 12.9898) * 43_758.5453 }))
    .map(({ item, place }) => ({ item, place: place - Math.floor(place) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
