import { type AfterAttempt } from '@echocohort/platform';

export interface RetryConfig {
  /** About how long after a first failure a message is sent again; the time doubles with each, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** So long after the first failure it is given up. The API says so to its callers. */
  readonly giveUpMs: number;
}

export interface Failure {
  readonly at: Date;
  /** Null for a first one. */
  readonly failingSince: Date | null;
  /** This one not counted in. */
  readonly failures: number;
  /** Null where no answer came. */
  readonly responseStatus: number | null;
  readonly error: string;
}

const gone = 410;

/** Half of it is drawn, so that endpoints that failed together do not come back together. */
const delayMs = (failures: number, { firstDelayMs, maxDelayMs }: RetryConfig, random: () => number): number =>
  (Math.min(maxDelayMs, firstDelayMs * 2 ** failures) * (1 + random())) / 2;

/**
 * What becomes of a message that was not taken: it is sent again, the last time when its day is over, and given up then, or at
 * once where the receiver says that there is nobody any more (410, as Standard Webhooks has it).
 */
export const afterFailure = (
  failure: Failure,
  config: RetryConfig,
  random: () => number,
): Exclude<AfterAttempt, { status: 'delivered' }> => {
  const { at, failingSince, failures, responseStatus, error } = failure;
  if (responseStatus === gone) return { status: 'failed', reason: 'The receiver answered 410: it is gone' };
  const endMs = (failingSince ?? at).getTime() + config.giveUpMs;
  if (at.getTime() >= endMs) {
    const hours = Math.round(config.giveUpMs / 3_600_000);
    return { status: 'failed', reason: `An event was not taken in ${hours} hours: ${error}` };
  }
  const nextMs = Math.min(at.getTime() + delayMs(failures, config, random), endMs);
  return { status: 'retrying', nextAttemptAt: new Date(nextMs) };
};
