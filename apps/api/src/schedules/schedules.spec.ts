import { encodeNpy } from '@echocohort/media';
import { expectEventually, greyClipOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { clipSchema } from '../clips/clips.schema.js';
import { cohortDetailSchema, cohortPageSchema } from '../cohorts/cohorts.schema.js';
import { makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { firingReportSchema } from './firing-report.schema.js';
import {
  firingPageSchema,
  firingSchema,
  type FiringView,
  scheduleSchema,
  type ScheduleView,
} from './schedules.schema.js';

const cohort = { plan: { kind: 'list', targets: [30, 50] } };
const weekly = { name: 'weekly', cron: '30 2 * * 1', timeZone: 'Europe/Berlin', cohort };

describe('schedules', () => {
  let rigs: { stop(): Promise<void> }[];
  let test: TestApi;
  let other: TestApi;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    const options = { database: { databaseUrl: postgres.url }, redisUrl: redis.url };
    test = await startTestApi(options);
    other = await startTestApi(options);
  });
  afterAll(async () => {
    await Promise.all([test.close(), other.close()]);
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const create = async (body: object = weekly): Promise<ScheduleView> => {
    const answer = await test.alice.client.post('/v1/schedules', body);
    expect(answer.status).toBe(201);
    return answer.json(scheduleSchema);
  };
  const firings = async ({ links }: ScheduleView): Promise<FiringView[]> =>
    (await test.alice.client.get(links.firings)).json(firingPageSchema).items;
  const makeDue = ({ id }: ScheduleView) =>
    sql`update schedules set next_fire_at = date_trunc('minute', now()) where id = ${id}`.execute(test.database.db);
  const fire = async ({ links }: ScheduleView): Promise<FiringView> => {
    const { id } = (await test.alice.client.post(links.fire)).json(firingSchema);
    return expectEventually(async () => {
      const firing = (await test.alice.client.get(`${links.firings}/${id}`)).json(firingSchema);
      expect(firing.status).not.toBe('due');
      return firing;
    });
  };

  it('show the next five times, on the clock of their zone, and none while they are paused', async () => {
    const schedule = await create();
    expect(schedule.next).toHaveLength(5);
    for (const time of schedule.next)
      expect(
        new Date(time).toLocaleString('en-GB', {
          timeZone: 'Europe/Berlin',
          weekday: 'short',
          timeStyle: undefined,
          hour: '2-digit',
          minute: '2-digit',
        }),
      ).toBe('Mon 02:30');
    const paused = await test.alice.client.patch(schedule.links.self, { paused: true });
    expect(paused.json(scheduleSchema)).toMatchObject({ paused: true, next: [], name: 'weekly' });
    const resumed = await test.alice.client.patch(schedule.links.self, { paused: false, cron: '0 5 * * *' });
    expect(resumed.json(scheduleSchema).next).toHaveLength(5);
    expect((await test.alice.client.send(schedule.links.self, { method: 'DELETE' })).status).toBe(204);
    expect((await test.alice.client.get(schedule.links.self)).status).toBe(404);
  });

  it('fire once with two APIs at it, and the cohort is an ordinary one', async () => {
    const before = (await test.alice.client.get('/v1/cohorts')).json(cohortPageSchema).items.length;
    const schedule = await create({ ...weekly, name: 'once', cron: '* * * * *' });
    await makeDue(schedule);
    const [fired] = await expectEventually(async () => {
      const all = await firings(schedule);
      expect(all[0]).toMatchObject({ status: 'fired', kind: 'scheduled' });
      return all;
    });
    await test.alice.client.patch(schedule.links.self, { paused: true });
    const made = (await test.alice.client.get(fired!.links.cohort!)).json(cohortDetailSchema);
    expect(made.counts.total).toBe(2);
    // A minute may have ended meanwhile: as many cohorts as firings.
    const cohorts = (await test.alice.client.get('/v1/cohorts')).json(cohortPageSchema).items;
    expect(cohorts.length - before).toBe((await firings(schedule)).length);
    expect((await test.bob.client.get(fired!.links.cohort!)).status).toBe(404);
  });

  it('take as sources the clips that came since the firing before, and make nothing without any', async () => {
    const schedule = await create({
      ...weekly,
      name: 'new clips',
      newClips: true,
      cohort: { ...cohort, onUnreadable: 'leave-out' },
    });
    expect(await fire(schedule)).toMatchObject({ status: 'skipped', clips: 0, cohortId: null });
    const upload = async (value: number) =>
      (await test.alice.client.upload('/v1/clips', encodeNpy(greyClipOf({ frames: 4 + value })), 'clip.npy')).json(
        clipSchema,
      );
    const clips = [await upload(1), await upload(2)];
    const first = await fire(schedule);
    expect(first).toMatchObject({ status: 'fired', clips: 2 });
    const made = (await test.alice.client.get(first.links.cohort!)).json(cohortDetailSchema);
    expect(made.counts.total).toBe(2 * clips.length);
    await upload(3);
    expect(await fire(schedule)).toMatchObject({ status: 'fired', clips: 1 });
  });

  it('report what a firing made beside the one before', async () => {
    const schedule = await create({ ...weekly, name: 'report' });
    const [before, now] = [await fire(schedule), await fire(schedule)];
    await expectEventually(() => makeSample(test, before.cohortId!, 0, new Uint8Array(10)));
    await expectEventually(() => makeSample(test, now.cohortId!, 0, new Uint8Array(10)));
    const report = (await test.alice.client.get(now.links.report)).json(firingReportSchema);
    expect(report).toMatchObject({
      firing: { id: now.id },
      figures: { made: 1, failed: 0 },
      previous: { firing: { id: before.id }, figures: { made: 1 } },
      change: { model: false, sourcesAdded: 0, sourcesGone: 0 },
    });
    expect(report.figures!.histogram.reduce((sum, { samples }) => sum + samples, 0)).toBe(1);
    const first = (await test.alice.client.get(before.links.report)).json(firingReportSchema);
    expect([first.previous, first.change]).toEqual([null, null]);
  });

  it('say what became of a cohort that cannot be made any more', async () => {
    const schedule = await create({ ...weekly, name: 'too long' });
    await sql`update schedules set cohort = cohort || '{"frames": 1000000}' where id = ${schedule.id}`.execute(
      test.database.db,
    );
    const firing = await fire(schedule);
    expect(firing).toMatchObject({ status: 'failed', cohortId: null, error: { code: 'invalid-request' } });
    const report = (await test.alice.client.get(firing.links.report)).json(firingReportSchema);
    expect(report).toMatchObject({ figures: null, previous: null, change: null });
  });

  it.each([
    ['a cron that never fires', { cron: '0 2 30 2 *' }, 'cron'],
    ['a zone that does not exist', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['a cohort that cannot be made', { cohort: { plan: { kind: 'list', targets: [] } } }, 'plan.targets'],
    ['a cohort without a plan', { cohort: {} }, 'plan'],
    ['sources beside new clips', { newClips: true, cohort: { ...cohort, sources: { clipIds: [] } } }, 'cohort.sources'],
  ])('refuse %s', async (_what, change, field) => {
    const problem = (await test.alice.client.post('/v1/schedules', { ...weekly, ...change })).problem();
    expect([problem.status, problem.code]).toEqual([400, 'invalid-request']);
    expect(problem.errors.map((error) => error.field)).toContain(field);
  });
});
