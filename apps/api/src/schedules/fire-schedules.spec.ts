import {
  createLogger,
  type Database,
  DueSchedulesRepository,
  type NewSchedule,
  openDatabase,
  RunsRepository,
  SchedulesRepository,
  type ScheduleRow,
  TenantsRepository,
} from '@echocohort/platform';
import { EchoError, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FireSchedules, type MakeCohort } from './fire-schedules.js';

const at = (time: string): Date => new Date(`${time}Z`);

describe('the firing of schedules', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let schedules: SchedulesRepository;
  let tenantId: TenantId;
  let nowMs: number;
  let asked: { body: unknown; key: string }[];

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
    schedules = new SchedulesRepository(database);
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });
  beforeEach(async () => {
    await database.db.deleteFrom('schedules').execute();
    tenantId = (await new TenantsRepository(database).ensure(crypto.randomUUID())).id;
    nowMs = at('2026-01-01T02:00:00').getTime();
    asked = [];
  });

  /** As the API makes them: a key makes one run. */
  const makeCohort: MakeCohort = async (tenant, body, key) => {
    asked.push({ body, key });
    const wish = { lane: 'bulk' as const, spec: runSpecOf() };
    const { run } = await new RunsRepository(database).create(tenant, wish, { key, bodySha256: 'same' });
    return run.id;
  };
  const leader = (make = makeCohort): FireSchedules => {
    const logger = createLogger('schedules', { level: 'silent' });
    const config = { everyMs: 1_000, firingsPerTick: 32 };
    const repository = new DueSchedulesRepository(database);
    const duty = new FireSchedules({ repository, makeCohort: make, logger, config, now: () => nowMs });
    duty.begin();
    return duty;
  };
  const schedule = (change: Partial<NewSchedule> = {}): Promise<ScheduleRow> =>
    schedules.create(tenantId, {
      ...{ name: 'daily', cron: '0 2 * * *', timeZone: 'UTC', catchUp: 'once', catchUpMax: 10 },
      ...{ cohort: { plan: {}, seed: 7 }, newClips: false, paused: false, nextFireAt: at('2026-01-01T02:00:00') },
      ...change,
    });
  const firings = async ({ id }: ScheduleRow) =>
    (await schedules.firings(tenantId, id, { limit: 100 })).map(({ fireAt, status, error }) => [
      fireAt.toISOString().slice(5, 16),
      status,
      ...(error === null ? [] : [error.code]),
    ]);

  it('happens once a time, with two leaders at it, and moves on to the next', async () => {
    const daily = await schedule();
    const [one, other] = [leader(), leader()];
    await Promise.all([one.tick(), other.tick()]);
    nowMs += 2_000;
    await one.tick();
    expect(await firings(daily)).toEqual([['01-01T02:00', 'fired']]);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    const runs = await database.db.selectFrom('runs').select('id').where('tenantId', '=', tenantId).execute();
    expect(runs).toHaveLength(1);
    expect((await schedules.find(tenantId, daily.id))?.nextFireAt).toEqual(at('2026-01-02T02:00:00'));
    expect(await firings(await schedule({ paused: true, nextFireAt: null }))).toEqual([]);
  });

  it('gives each firing a seed of its own, the same at every try', async () => {
    await schedule();
    const duty = leader();
    await duty.tick();
    nowMs = at('2026-01-02T02:00:00').getTime();
    await duty.tick();
    const seeds = asked.map(({ body }) => (body as { seed: number }).seed);
    expect(seeds).toHaveLength(2);
    expect(seeds[0]).not.toBe(seeds[1]);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  });

  it('is tried again while something does not answer, and ends when it is refused', async () => {
    const daily = await schedule();
    let code: 'unavailable' | 'not-found' = 'unavailable';
    const duty = leader(() => Promise.reject(new EchoError(code, 'the maker says no')));
    await duty.tick();
    expect(await firings(daily)).toEqual([['01-01T02:00', 'due']]);
    // Whoever leads next finds it.
    nowMs += 1_000;
    await leader().tick();
    expect(await firings(daily)).toEqual([['01-01T02:00', 'fired']]);
    code = 'not-found';
    nowMs = at('2026-01-02T02:00:00').getTime();
    await duty.tick();
    expect(await firings(daily)).toEqual([
      ['01-02T02:00', 'failed', 'not-found'],
      ['01-01T02:00', 'fired'],
    ]);
  });

  it.each([
    ['skip', [['01-04T02:00', 'skipped']]],
    [
      'once',
      [
        ['01-04T02:00', 'fired'],
        ['01-03T02:00', 'skipped'],
      ],
    ],
    [
      'all',
      [
        ['01-04T02:00', 'fired'],
        ['01-03T02:00', 'fired'],
        ['01-02T02:00', 'fired'],
        ['01-01T02:00', 'fired'],
      ],
    ],
  ] as const)('catches up after days without a leader (%s)', async (catchUp, expected) => {
    const daily = await schedule({ catchUp });
    nowMs = at('2026-01-04T12:00:00').getTime();
    await leader().tick();
    expect(await firings(daily)).toEqual(expected);
    expect((await schedules.find(tenantId, daily.id))?.nextFireAt).toEqual(at('2026-01-05T02:00:00'));
  });
});
