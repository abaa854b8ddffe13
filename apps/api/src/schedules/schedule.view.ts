import { type FiringRow, type ScheduleRow } from '@echocohort/platform';
import { nextTimes } from './occurrences.js';
import { type FiringView, type ScheduleView } from './schedules.schema.js';

const timesShown = 5;

export const scheduleView = (row: ScheduleRow, now: Date): ScheduleView => {
  const { id, name, cron, timeZone, catchUp: policy, catchUpMax: max, cohort, newClips, paused, createdAt } = row;
  const self = `/v1/schedules/${id}`;
  const next = paused ? [] : nextTimes({ cron, timeZone }, now, timesShown).map((time) => time.toISOString());
  return {
    ...{ id, name, cron, timeZone, catchUp: { policy, max }, cohort, newClips, paused, next },
    createdAt: createdAt.toISOString(),
    links: { self, fire: `${self}/fire`, firings: `${self}/firings` },
  };
};

export const firingView = (firing: FiringRow): FiringView => {
  const { id, scheduleId, fireAt, kind, status, clips, runId, runLives, error } = firing;
  return {
    ...{ id, scheduleId, at: fireAt.toISOString(), kind, status, clips, cohortId: runId, error },
    links: {
      cohort: runLives ? `/v1/cohorts/${runId}` : null,
      report: `/v1/schedules/${scheduleId}/firings/${id}/report`,
    },
  };
};
