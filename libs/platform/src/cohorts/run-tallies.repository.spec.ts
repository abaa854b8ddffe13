import { type RunId, type TenantId, type TicketPayload } from '@echocohort/shared';
import { cohortSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CohortsRepository,
  CommitRepository,
  DispatchRepository,
  openDatabase,
  ownShelfSamples,
  RunsRepository,
  RunTalliesRepository,
  ShelvesRepository,
  TenantsRepository,
  type Database,
  type SampleResultRow,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';
import { nothingMade } from './tally.js';

let rig: Rig;
let database: Database;
let tenantId: TenantId;
let tallies: RunTalliesRepository;
beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  tenantId = (await new TenantsRepository(database).ensure('tallies')).id;
  tallies = new RunTalliesRepository(database);
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});

/** A run with its first samples in tickets of four. */
const begun = async (samples: number, tickets: number): Promise<{ runId: RunId; tickets: TicketPayload[] }> => {
  const spec = cohortSpecOf({ samples });
  const { run } = await new RunsRepository(database).create(tenantId, { lane: 'bulk', spec });
  await new ShelvesRepository(database).putUp(9);
  const requests = Array.from({ length: tickets }, () => ({ runId: run.id, count: 4 }));
  return { runId: run.id, tickets: await new DispatchRepository(database).issue(requests) };
};
const facts: readonly Partial<SampleResultRow>[] = [
  { targetEfPercent: 40, measuredEfPercent: 41.55, auditEfPercent: 39.75, accepted: true, attempts: 1 },
  { targetEfPercent: 20, measuredEfPercent: 4.25, auditEfPercent: 99, accepted: false, attempts: 8 },
  { targetEfPercent: 85, measuredEfPercent: null, auditEfPercent: null, accepted: false, attempts: 1 },
  { status: 'failed', measuredEfPercent: null, auditEfPercent: null, accepted: false, attempts: 2 },
];
/** The tally of one ticket. */
const each = {
  ...{ made: 3, accepted: 1, failed: 1, attempts: 12 },
  ...{ measured: { 0: 1, 7: 1 }, error: { 15: 1, 100: 1 }, auditError: { 2: 1, 100: 1 } },
};
const times = (count: number) => ({
  ...{ made: 3 * count, accepted: count, failed: count, attempts: 12 * count },
  measured: { 0: count, 7: count },
  error: { 15: count, 100: count },
  auditError: { 2: count, 100: count },
});
const make = (ticket: TicketPayload) =>
  new CommitRepository(database).commit(facts.map((fact, k) => ({ ...resultOf(ticket, ticket.first + k), ...fact })));
const tallyOf = async (runId: RunId) =>
  tallies.find(tenantId, (await new RunsRepository(database).find(tenantId, runId))!);
const countedTo = async (runId: RunId): Promise<number> => {
  const query = database.db.selectFrom('runTallies').select('countedTo').where('runId', '=', runId);
  return (await query.executeTakeFirst())?.countedTo ?? 0;
};

describe('the tally of a run', () => {
  it('says what its samples came to, whoever has counted them', async () => {
    const { runId, tickets } = await begun(ownShelfSamples, 4);
    expect(await tallyOf(runId)).toEqual(nothingMade);
    await make(tickets[0]!);
    expect(await tallyOf(runId)).toEqual(each);
    await make(tickets[1]!);
    expect(await tallies.advance(9, 6)).toBe(1);
    expect(await countedTo(runId)).toBe(6);
    expect(await tallyOf(runId)).toEqual(times(2));
    expect(await tallies.advance(9, 6)).toBe(1);
    expect(await tallies.advance(9, 6)).toBe(0);
    expect(await countedTo(runId)).toBe(8);
    expect(await tallyOf(runId)).toEqual(times(2));
  });

  it('counts nothing beyond what a ticket still holds, and goes on when it is done or gone', async () => {
    const { runId, tickets } = await begun(ownShelfSamples, 4);
    for (const k of [0, 2]) await make(tickets[k]!);
    await tallies.advance(9, 100);
    expect(await countedTo(runId)).toBe(4);
    expect(await tallyOf(runId)).toEqual(times(2));
    await make(tickets[1]!);
    await tallies.advance(9, 100);
    expect(await countedTo(runId)).toBe(12);
    await new RunsRepository(database).cancel(tenantId, runId);
    await tallies.advance(9, 100);
    expect(await countedTo(runId)).toBe(16);
    expect(await tallyOf(runId)).toEqual(times(3));
  });

  it('counts each slice once, whoever is at it', async () => {
    const { runId, tickets } = await begun(ownShelfSamples, 3);
    for (const ticket of tickets) await make(ticket);
    await Promise.all(Array.from({ length: 4 }, () => tallies.advance(9, 5)));
    await Promise.all(Array.from({ length: 4 }, () => tallies.advance(9, 5)));
    await tallies.advance(9, 100);
    expect(await countedTo(runId)).toBe(12);
    expect(await tallyOf(runId)).toEqual(times(3));
  });

  it('is counted when somebody asks where a run is small', async () => {
    const { runId, tickets } = await begun(8, 2);
    for (const ticket of tickets) await make(ticket);
    expect(await tallies.advance(9, 100)).toBe(0);
    expect(await tallyOf(runId)).toEqual(times(2));
    expect(await new CohortsRepository(database).find(tenantId, runId)).toMatchObject({ accepted: 2, failed: 2 });
  });
});
