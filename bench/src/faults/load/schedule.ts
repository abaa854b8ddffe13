import { type Database } from '@echocohort/platform';
import { type ScheduleId, scheduleIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { type Accepted } from './ask.js';
import { type Client } from './client.js';
import { becomes } from '../ledger.js';

const minuteMs = 60_000;
const samplesPerFiring = 4;
const settledMs = 3 * minuteMs;

/** A schedule that fires every minute, whatever goes wrong meanwhile. */
export interface EveryMinute {
  readonly client: Client;
  readonly id: ScheduleId;
  readonly sinceMs: number;
}

export interface Firings {
  readonly accepted: readonly Accepted[];
  /** Minutes that have passed, and those of them without a cohort of their own. */
  readonly due: number;
  readonly missed: number;
}

export const startSchedule = async (client: Client): Promise<EveryMinute> => {
  const cohort = { plan: { kind: 'list', targets: [40] }, samples: samplesPerFiring, tolerance: 50, maxAttempts: 1 };
  const body = { name: 'every minute', cron: '* * * * *', catchUp: { policy: 'all', max: 100 }, cohort };
  const sinceMs = Date.now();
  const { id } = z.object({ id: scheduleIdSchema }).parse(await client.send({ path: '/v1/schedules', body }));
  return { client, id, sinceMs };
};

/** Full minutes between two times, the later one included. */
const minutesBetween = (sinceMs: number, untilMs: number): number[] => {
  const [first, last] = [Math.floor(sinceMs / minuteMs) + 1, Math.floor(untilMs / minuteMs)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * minuteMs);
};

/** Waits until every minute up to now has become a cohort, stops the schedule, and says what it has made. */
export const stopSchedule = async (
  { client, id, sinceMs }: EveryMinute,
  database: Pick<Database, 'db'>,
): Promise<Firings> => {
  const fired = () =>
    database.db.selectFrom('firings').select(['fireAt', 'runId']).where('scheduleId', '=', id).execute();
  const due = minutesBetween(sinceMs, Date.now());
  const missing = async (): Promise<number> => {
    const made = new Set((await fired()).filter(({ runId }) => runId !== null).map(({ fireAt }) => fireAt.getTime()));
    return due.filter((time) => !made.has(time)).length;
  };
  await becomes(async () => (await missing()) === 0, settledMs);
  await client.send({ method: 'PATCH', path: `/v1/schedules/${id}`, body: { paused: true } });
  const accepted = (await fired()).flatMap(({ runId }) =>
    runId === null ? [] : [{ tenantId: client.tenantId, runId, samples: samplesPerFiring }],
  );
  return { accepted, due: due.length, missed: await missing() };
};
