import { z } from 'zod';

const hourSeconds = 3_600;
const hoursPerDay = 24;
const expiry = /^P(?=\d|T\d)(?:(\d{1,4})D)?(?:T(\d{1,5})H)?$/;
const error = 'expected an ISO 8601 duration of days and hours, such as P30D or PT12H';

/** Seconds of such a duration; zero is none. */
export const expirySeconds = (duration: string): number => {
  const [, days = '0', hours = '0'] = expiry.exec(duration) ?? [];
  return (Number(days) * hoursPerDay + Number(hours)) * hourSeconds;
};

/** Whole hours of seconds as such a duration. */
export const expiryText = (seconds: number): string => {
  const hours = Math.round(seconds / hourSeconds);
  const [days, rest] = [Math.floor(hours / hoursPerDay), hours % hoursPerDay];
  return `P${days > 0 ? `${days}D` : ''}${rest > 0 ? `T${rest}H` : ''}`;
};

/** How long something is kept, as people write it. */
export const expirySchema = z
  .string({ error })
  .regex(expiry, { error })
  .refine((duration) => expirySeconds(duration) > 0, { error });

/** When a run is deleted by itself; null before its end, and of one that is kept. */
export const expiresAtOf = (run: {
  readonly finishedAt: Date | null;
  readonly expiresAfterSeconds: number | null;
}): Date | null =>
  run.finishedAt && run.expiresAfterSeconds !== null
    ? new Date(run.finishedAt.getTime() + 1_000 * run.expiresAfterSeconds)
    : null;
