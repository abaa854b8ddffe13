import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CohortSpec, type Lane, lanes, newClipId, type TenantId, type TicketPayload } from '@echocohort/shared';
import { cohortSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import { sql } from 'kysely';
import {
  CohortsRepository,
  CommitRepository,
  DispatchRepository,
  MadeFiguresRepository,
  openDatabase,
  RunsRepository,
  ShelvesRepository,
  TenantsRepository,
  type Database,
  type RunLife,
  type RunRow,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';

let rig: Rig;
let database: Database;
let tenantId: TenantId;
let otherId: TenantId;
let runs: RunsRepository;
let cohorts: CohortsRepository;
let dispatch: DispatchRepository;
let commits: CommitRepository;

beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  const tenants = new TenantsRepository(database);
  [{ id: tenantId }, { id: otherId }] = [await tenants.ensure('one'), await tenants.ensure('other')];
  runs = new RunsRepository(database);
  cohorts = new CohortsRepository(database);
  dispatch = new DispatchRepository(database);
  commits = new CommitRepository(database);
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});

const plainLife: RunLife = {
  ...{ name: null, labels: {}, preview: 0, holdAt: null, deadline: null, expiresAfterSeconds: null },
  summary: { sources: 0, arms: 2, splits: {}, leftOut: { sources: 0, examples: [], targets: 0 } },
};
/** A cohort in a queue of its own. */
const create = async (spec: Partial<CohortSpec> = {}, life: Partial<RunLife> = {}): Promise<RunRow> => {
  const bundle = { ...cohortSpecOf().bundle, fingerprint: crypto.randomUUID() };
  const run = { lane: 'bulk', spec: cohortSpecOf({ bundle, ...spec }), life: { ...plainLife, ...life } } as const;
  return (await runs.create(tenantId, run)).run;
};
const issue = (run: RunRow, ...counts: number[]): Promise<TicketPayload[]> =>
  dispatch.issue(counts.map((count) => ({ runId: run.id, count })));
const commit = (ticket: TicketPayload) =>
  commits.commit(Array.from({ length: ticket.count }, (_, k) => resultOf(ticket, ticket.first + k)));
const backlogIn = ({ fingerprint }: RunRow, lane: Lane) => dispatch.backlog({ fingerprint, lane }, [tenantId], 9);
/** The lanes in which it waits. */
const backlogOf = async (run: RunRow): Promise<Lane[]> => {
  const found = await Promise.all(lanes.map(async (lane) => (await backlogIn(run, lane)).length));
  return lanes.filter((_, k) => found[k]! > 0);
};
const openIds = async () => (await dispatch.openTickets(-60_000)).map(({ ticketId }) => ticketId);
const topicsOf = async ({ id }: RunRow): Promise<string[]> => {
  const events = await database.db.selectFrom('outbox').selectAll().orderBy('id').execute();
  return events.filter(({ payload }) => payload.runId === id).map(({ topic }) => topic);
};

describe('a cohort', () => {
  it('is one row, whatever its size, and made in a moment', async () => {
    const sources = Array.from({ length: 20_000 }, () => ({ clipId: newClipId(), split: 'train', efPercent: 55.25 }));
    const life = { name: 'large', labels: { study: 'lvnc' }, deadline: new Date(1e12), expiresAfterSeconds: 3_600 };
    const startedMs = performance.now();
    const run = await create({ sources, samples: 1_000_000 }, life);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(run).toMatchObject({ ...life, kind: 'cohort', lane: 'bulk', frames: 16, samplesTotal: 1_000_000 });
    expect(await topicsOf(run)).toEqual(['run.created']);
    expect(await backlogIn(run, 'bulk')).toEqual([]);
    await new ShelvesRepository(database).putUp(1);
    expect(await backlogIn(run, 'bulk')).toMatchObject([{ endIndex: 1_000_000, deadlineMs: 1e12 }]);
    expect((await runs.find(tenantId, run.id))?.spec).toEqual(cohortSpecOf({ ...run.spec, sources } as CohortSpec));
  });

  it('is found and listed without its sources, by its tenant alone', async () => {
    const run = await create({ sources: [{ clipId: newClipId() }] });
    const found = await cohorts.find(tenantId, run.id);
    expect(found).toMatchObject({ id: run.id, summary: plainLife.summary, spec: { plan: { kind: 'list' } } });
    expect(found?.spec).not.toHaveProperty('sources');
    expect((await cohorts.list(tenantId, { limit: 1 })).map(({ id }) => id)).toEqual([run.id]);
    expect(await cohorts.find(otherId, run.id)).toBeNull();
    expect(await cohorts.list(otherId, { limit: 1 })).toEqual([]);
    expect(await runs.find(tenantId, run.id, 'generation')).toBeNull();
    expect((await runs.list(tenantId, { limit: 9 })).map(({ id }) => id)).not.toContain(run.id);
    for (const change of [cohorts.pause(otherId, run.id), cohorts.extend(otherId, run.id, 99)])
      expect(await change).toBeNull();
  });
});

describe('a preview', () => {
  it('goes first, in the interactive lane; the rest goes to the lane of the cohort', async () => {
    const run = await create({ samples: 20 }, { preview: 6 });
    expect(await backlogOf(run)).toEqual(['interactive']);
    expect(await backlogIn(run, 'interactive')).toMatchObject([{ nextIndex: 0, endIndex: 6, frames: 16 }]);
    const first = await issue(run, 4, 4, 4);
    expect(first.map(({ lane, first: from, count }) => [lane, from, count])).toEqual([
      ['interactive', 0, 4],
      ['interactive', 4, 2],
    ]);
    expect(await backlogOf(run)).toEqual(['bulk']);
    expect(await backlogIn(run, 'bulk')).toMatchObject([{ nextIndex: 6, endIndex: 20 }]);
    const rest = await issue(run, 30);
    expect(rest.map(({ lane, first: from, count }) => [lane, from, count])).toEqual([['bulk', 6, 14]]);
  });

  it('may be waited for: nothing else is dispatched before somebody resumes it', async () => {
    const run = await create({ samples: 20 }, { preview: 6, holdAt: 6 });
    const [ticket] = await issue(run, 8);
    expect(ticket).toMatchObject({ first: 0, count: 6, lane: 'interactive' });
    expect(await backlogOf(run)).toEqual([]);
    expect(await issue(run, 8)).toEqual([]);
    expect(await commits.begin(ticket!)).toHaveLength(6);
    await commit(ticket!);
    expect(await cohorts.resume(tenantId, run.id)).toMatchObject({ holdAt: null, lane: 'bulk', succeeded: 6 });
    expect(await backlogOf(run)).toEqual(['bulk']);
    expect(await topicsOf(run)).toEqual(['run.created', 'run.progressed', 'run.resumed']);
  });
});

describe('a pause', () => {
  it('keeps back what is not begun, and a resume lets it go on', async () => {
    const run = await create({ samples: 20 });
    const [begun, waiting] = await issue(run, 4, 4);
    expect(await commits.begin(begun!)).toHaveLength(4);
    expect(await cohorts.pause(tenantId, run.id)).toMatchObject({ paused: true, status: 'running' });
    await cohorts.pause(tenantId, run.id);
    expect(await backlogOf(run)).toEqual([]);
    expect(await issue(run, 4)).toEqual([]);
    expect(await commits.begin(waiting!)).toEqual([]);
    expect(await openIds()).not.toContain(waiting!.ticketId);
    const open = async () => (await dispatch.openWork()).find(({ fingerprint }) => fingerprint === run.fingerprint);
    expect(await open()).toBeUndefined();
    expect(await commit(begun!)).toEqual(Array(4).fill('committed'));

    expect(await cohorts.resume(tenantId, run.id)).toMatchObject({ paused: false, succeeded: 4 });
    await cohorts.resume(tenantId, run.id);
    expect(await open()).toMatchObject({ samples: 4 });
    expect(await openIds()).toContain(waiting!.ticketId);
    expect(await commits.begin(waiting!)).toHaveLength(4);
    expect(await backlogOf(run)).toEqual(['bulk']);
    expect(await topicsOf(run)).toEqual(['run.created', 'run.paused', 'run.progressed', 'run.resumed']);
  });

  it('takes work out of the queue that nobody has made, and so does a cancellation: the leader is told once', async () => {
    const withdrawn = async (run: Parameters<typeof issue>[0]): Promise<number> =>
      (await dispatch.takeStock())
        .filter(({ fingerprint }) => fingerprint === run.fingerprint)
        .reduce((sum, stock) => sum + stock.withdrawn, 0);
    const [paused, cancelled] = [await create({ samples: 20 }), await create({ samples: 20 })];
    await issue(paused, 4);
    await issue(cancelled, 4, 4);
    const [open] = (await dispatch.openWork()).filter(({ fingerprint }) => fingerprint === paused.fingerprint);
    const perSample = open!.work / open!.samples;
    await withdrawn(paused);
    await cohorts.pause(tenantId, paused.id);
    await cohorts.pause(tenantId, paused.id);
    expect(await withdrawn(paused)).toBeCloseTo(4 * perSample, 3);
    await runs.cancel(tenantId, cancelled.id);
    await runs.cancel(tenantId, paused.id);
    expect(await withdrawn(cancelled)).toBeCloseTo(8 * perSample, 3);
    expect(await withdrawn(cancelled)).toBe(0);
  });

  it('is none of the backlog that somebody should look after', async () => {
    const backlog = async () =>
      (await dispatch.queueFigures()).find(({ lane }) => lane === 'bulk')?.backlogSamples ?? 0;
    const before = await backlog();
    const run = await create({ samples: 20 });
    expect(await backlog()).toBe(before + 20);
    await cohorts.pause(tenantId, run.id);
    expect(await backlog()).toBe(before);
  });

  it('changes nothing of a cohort that is over', async () => {
    const run = await create({ samples: 2 });
    await runs.cancel(tenantId, run.id, 'cohort');
    expect(await cohorts.pause(tenantId, run.id)).toMatchObject({ status: 'cancelled', paused: false });
    expect(await runs.cancel(tenantId, run.id, 'generation')).toBeNull();
  });
});

describe('an extension', () => {
  it('brings more samples of the same spec, be the cohort over or not', async () => {
    const run = await create({ samples: 4 });
    expect(await cohorts.extend(tenantId, run.id, 6)).toMatchObject({ samplesTotal: 6, status: 'queued' });
    const [ticket] = await issue(run, 9);
    await commit(ticket!);
    expect(await cohorts.find(tenantId, run.id)).toMatchObject({ status: 'succeeded', succeeded: 6 });
    const again = await cohorts.extend(tenantId, run.id, 9);
    expect(again).toMatchObject({ status: 'running', finishedAt: null, samplesTotal: 9, spec: { samples: 9 } });
    expect((await issue(run, 9)).map(({ first, count }) => [first, count])).toEqual([[6, 3]]);
    expect((await runs.find(tenantId, run.id))?.spec).toEqual({ ...run.spec, samples: 9 });
  });

  it('changes nothing of one that has as many, or was cancelled', async () => {
    const run = await create({ samples: 4 });
    expect(await cohorts.extend(tenantId, run.id, 4)).toMatchObject({ samplesTotal: 4 });
    expect(await topicsOf(run)).toEqual(['run.created']);
    await runs.cancel(tenantId, run.id);
    expect(await cohorts.extend(tenantId, run.id, 8)).toMatchObject({ samplesTotal: 4, status: 'cancelled' });
  });
});

describe('what is known of the pace and the cost', () => {
  it('is what the newest samples say', async () => {
    const run = await create({ samples: 40 });
    const figures = () => new MadeFiguresRepository(database).find(tenantId, run.fingerprint);
    expect(await cohorts.pace(tenantId, run)).toBeNull();
    expect(await figures()).toBeNull();
    const tickets = await issue(run, 10, 10);
    for (const ticket of tickets) await commit(ticket);
    await sql`update samples set created_at = now() - interval '30 s' where run_id = ${run.id} and index < 10`.execute(
      database.db,
    );
    const now = (await cohorts.find(tenantId, run.id))!;
    const pace = (await cohorts.pace(tenantId, now))!;
    expect(pace.samples).toBe(20);
    expect(pace.seconds).toBeGreaterThanOrEqual(30);
    const known = (await figures())!;
    expect(known).toMatchObject({
      samples: 20,
      attempts: 1,
      frames: 16,
      example: { runId: run.id, index: 19, tenantId },
    });
    expect(Math.abs(known.secondsEach - 30 / 20)).toBeLessThan(0.5);
    expect(await new MadeFiguresRepository(database).find(otherId, run.fingerprint)).toBeNull();
  });
});
