import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TenantId, type TicketPayload } from '@echocohort/shared';
import { runSpecOf, startPostgres, type Rig } from '@echocohort/testing';
import {
  CommitRepository,
  DispatchRepository,
  openDatabase,
  RunsRepository,
  SampleSpecs,
  SamplesRepository,
  TenantsRepository,
  type Database,
} from '../index.js';
import { resultOf } from '../persistence/sample-result.fixture.js';

/** Of specs that say all: no store is asked. */
const specs = new SampleSpecs({ get: () => Promise.reject(new Error('there is no store')) });

let rig: Rig;
let database: Database;
let runs: RunsRepository;
let dispatch: DispatchRepository;
let commits: CommitRepository;
let tenantId: TenantId;

beforeAll(async () => {
  rig = await startPostgres();
  database = await openDatabase({ databaseUrl: rig.url });
  runs = new RunsRepository(database);
  dispatch = new DispatchRepository(database);
  commits = new CommitRepository(database);
});
afterAll(async () => {
  await database.close();
  await rig.stop();
});
beforeEach(async () => {
  tenantId = (await new TenantsRepository(database).ensure(crypto.randomUUID())).id;
});

const oneTicket = async (samples: number): Promise<TicketPayload> => {
  const { run } = await runs.create(tenantId, { lane: 'interactive', spec: runSpecOf({ samples }) });
  return (await dispatch.issue([{ runId: run.id, count: samples }]))[0]!;
};

describe('a ticket on which workers end', () => {
  /** So many workers begin it one after the other, and none is heard of again. */
  const lose = async (ticket: TicketPayload, workers: number): Promise<void> => {
    for (let k = 0; k < workers; k += 1) expect(await commits.begin(ticket)).not.toEqual([]);
  };

  it('is begun by no more than eight, and what is open of it then fails, with the reason', async () => {
    const ticket = await oneTicket(3);
    await lose(ticket, 1);
    await commits.commit([resultOf(ticket, 1)]);
    await lose(ticket, 6);
    expect(await dispatch.giveUp([ticket.ticketId], specs)).toEqual([]);
    await lose(ticket, 1);
    expect(await commits.begin(ticket)).toEqual([]);
    const { ticketId, runId } = ticket;
    expect(await dispatch.giveUp([ticketId], specs)).toEqual([{ ticketId, runId, samples: 2 }]);
    const counters = { status: 'failed', succeeded: 1, accepted: 1, failed: 2 };
    expect(await runs.find(tenantId, runId)).toMatchObject(counters);
    const error = { code: 'sampler-failed', message: expect.stringContaining('8 workers in turn ended') };
    const [first, made, last] = await new SamplesRepository(database).list(
      tenantId,
      { id: runId, shelf: 0 },
      { limit: 9 },
    );
    for (const row of [first, last])
      expect(row).toMatchObject({ status: 'failed', error, take: null, targetEfPercent: 55, frames: 16 });
    expect(made).toMatchObject({ status: 'succeeded' });
    const topics = await database.db
      .selectFrom('outbox')
      .select('topic')
      .where('tenantId', '=', tenantId)
      .orderBy('id')
      .execute();
    expect(topics.map(({ topic }) => topic)).toEqual(['run.created', 'run.progressed', 'run.finished']);
    expect(await dispatch.giveUp([ticketId], specs)).toEqual([]);
    expect(await commits.commit([resultOf(ticket, 0), resultOf(ticket, 1)])).toEqual(['duplicate', 'duplicate']);
  });

  it('has nothing held against it by a worker that leaves it in order, or brings a result', async () => {
    const ticket = await oneTicket(3);
    for (let k = 0; k < 20; k += 1) {
      await lose(ticket, 1);
      await commits.leave(ticket);
    }
    await lose(ticket, 7);
    await commits.commit([resultOf(ticket, 0)]);
    await lose(ticket, 7);
    await commits.commit([resultOf(ticket, 1)]);
    await lose(ticket, 6);
    await commits.leave(ticket);
    expect(await dispatch.giveUp([ticket.ticketId], specs)).toEqual([]);
    expect(await commits.begin(ticket)).toEqual([2]);
  });

  it('waits where nobody can tell what its samples are, and the others do not wait for it', async () => {
    const [lost, other] = [await oneTicket(2), await oneTicket(1)];
    for (const ticket of [lost, other]) await lose(ticket, 8);
    const of: SampleSpecs['of'] = (run, indices) =>
      run.id === lost.runId ? Promise.reject(new Error('its items are away')) : specs.of(run, indices);
    const ids = [lost.ticketId, other.ticketId];
    expect(await dispatch.giveUp(ids, { of })).toMatchObject([{ ticketId: other.ticketId, samples: 1 }]);
    expect(await dispatch.giveUp(ids, specs)).toMatchObject([{ ticketId: lost.ticketId, samples: 2 }]);
  });

  it('has nothing held against it by epochs alone: Redis may be lost any number of times', async () => {
    let ticket = await oneTicket(1);
    for (let k = 0; k < 20; k += 1) ticket = (await dispatch.reissue([ticket.ticketId]))[0]!;
    expect(await dispatch.giveUp([ticket.ticketId], specs)).toEqual([]);
    expect(await commits.begin(ticket)).toEqual([0]);
    await lose(ticket, 6);
    const [next] = await dispatch.reissue([ticket.ticketId]);
    await lose(next!, 1);
    expect(await dispatch.giveUp([ticket.ticketId], specs)).toMatchObject([{ samples: 1 }]);
  });
});
