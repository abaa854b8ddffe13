import { lastTimes, nextTime, type Timetable } from './occurrences.js';

export const catchUpPolicies = ['skip', 'once', 'all'] as const;
export type CatchUpPolicy = (typeof catchUpPolicies)[number];

/** What becomes of times at which nothing could fire, because nothing ran: none, the last one, or the last `max` of them. */
export interface CatchUp {
  readonly policy: CatchUpPolicy;
  readonly max: number;
}

export interface DueSchedule extends Timetable {
  readonly catchUp: CatchUp;
  /** The first time that is not dealt with. */
  readonly nextFireAt: Date;
}

export interface FiringPlan {
  readonly fire: readonly Date[];
  /** The last time that is passed over; others before it are not told one by one. */
  readonly skipped: Date | null;
  readonly next: Date;
}

/** So long after its time a firing is not late: the system may have been started anew in between. */
export const graceMs = 5 * 60_000;

/**
 * What a schedule has to fire now. Pure: the same schedule at the same moment gives the same plan.
 * @param now not before `nextFireAt`
 */
export const planFirings = (schedule: DueSchedule, now: Date): FiringPlan => {
  const { catchUp, nextFireAt } = schedule;
  const most = catchUp.policy === 'all' ? catchUp.max : 1;
  const due = lastTimes(schedule, nextFireAt, now, most + 1);
  const wanted = due.slice(-most);
  const isLate = (time: Date): boolean => now.getTime() - time.getTime() > graceMs;
  const fire = catchUp.policy === 'skip' ? wanted.filter((time) => !isLate(time)) : wanted;
  const passed = due.filter((time) => !fire.includes(time));
  return { fire, skipped: passed.at(-1) ?? null, next: nextTime(schedule, now) };
};
