import { type Clock } from './clock.js';

export interface RetryOptions {
  readonly clock: Clock;
  /** Waits before the second, third, ... try, in milliseconds. */
  readonly delaysMs: readonly number[];
  readonly isWorthIt: (error: unknown) => boolean;
}

/** Calls again after failures that time can heal; throws the last error once the delays are used up. */
export const retry = async <T>(call: () => Promise<T>, { clock, delaysMs, isWorthIt }: RetryOptions): Promise<T> => {
  for (const delayMs of delaysMs) {
    try {
      return await call();
    } catch (error) {
      if (!isWorthIt(error)) throw error;
      await new Promise<void>((wake) => clock.after(delayMs, wake));
    }
  }
  return call();
};
