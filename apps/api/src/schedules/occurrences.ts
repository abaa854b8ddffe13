import { fieldError } from '@echocohort/shared';
import { Cron } from 'croner';

/** When a schedule fires: five fields of cron, on the clock of a time zone. */
export interface Timetable {
  readonly cron: string;
  readonly timeZone: string;
}

const cronError =
  'expected five fields of cron (minute, hour, day of month, month, day of week) such as "30 2 * * 1-5"';

const assertTimeZone = (timeZone: string): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw fieldError('invalid-request', 'timeZone', 'expected an IANA time zone such as Europe/Berlin or UTC');
  }
};

/**
 * A time that a change to summer time skips is fired at its end; one that the change back brings twice is fired once, unless
 * every hour fires.
 * @throws EchoError `invalid-request` on `cron` or `timeZone`
 */
const clockOf = ({ cron, timeZone }: Timetable): Cron => {
  assertTimeZone(timeZone);
  if (cron.trim().split(/\s+/).length !== 5) throw fieldError('invalid-request', 'cron', cronError);
  try {
    return new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' });
  } catch {
    throw fieldError('invalid-request', 'cron', cronError);
  }
};

/** The next `count` times after a moment. */
export const nextTimes = (timetable: Timetable, after: Date, count: number): Date[] =>
  clockOf(timetable).nextRuns(count, after);

/** The next time after a moment. @throws EchoError `invalid-request` on `cron` when it never comes, 30 February for one */
export const nextTime = (timetable: Timetable, after: Date): Date => {
  const [next] = nextTimes(timetable, after, 1);
  if (next === undefined)
    throw fieldError('invalid-request', 'cron', 'expected a time that comes: this one never does');
  return next;
};

/** The last `count` times from `first` up to a moment, both included, oldest first. */
export const lastTimes = (timetable: Timetable, first: Date, until: Date, count: number): Date[] =>
  clockOf(timetable)
    .previousRuns(count, new Date(until.getTime() + 1))
    .filter((time) => time >= first)
    .reverse();
