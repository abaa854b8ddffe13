import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 20;

/**
 * Calls `fn` until it no longer throws and returns what it returned; for what happens in its own time, in place of a
 * sleep.
 * @throws the last error once `timeoutMs` (10 s when left out) have passed
 */
export const expectEventually = async <T>(
  fn: () => T | Promise<T>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await delay(pollMs);
  }
};
