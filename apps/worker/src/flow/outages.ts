import { EchoError } from '@echocohort/shared';
import { type Clock } from './clock.js';
import { retry } from './retry.js';

/** The database does not say which of its errors are outages; none of them is the sample's fault. */
const asOutage = (cause: unknown): EchoError =>
  cause instanceof EchoError
    ? cause
    : new EchoError('unavailable', 'the database does not answer as it should', { cause });

/** True for trouble of the surroundings: the sample is as good as before and may be tried again. */
export const isOutage = (error: unknown): boolean =>
  error instanceof EchoError && (error.code === 'storage-failed' || error.code === 'unavailable');

/** Calls to storage and database that sit out short outages before the ticket has to go back to the queue. */
export class Outages {
  constructor(
    private readonly clock: Clock,
    private readonly delaysMs: readonly number[],
  ) {}

  storage<T>(call: () => Promise<T>): Promise<T> {
    return retry(call, { clock: this.clock, delaysMs: this.delaysMs, isWorthIt: isOutage });
  }

  /** @param call must change nothing when it is made again after it went through */
  database<T>(call: () => Promise<T>): Promise<T> {
    return this.storage(() =>
      call().catch((error: unknown) => {
        throw asOutage(error);
      }),
    );
  }
}
