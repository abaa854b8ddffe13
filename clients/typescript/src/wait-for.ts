export interface WaitOptions {
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The first pause, ms; 150 unless told. Each pause is half as long again as the one before, up to `longestMs`. */
  readonly firstMs?: number;
  /** 2,000 ms unless told. */
  readonly longestMs?: number;
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });

/**
 * Looks again and again until what is seen is done. A short run is seen soon after it ends, a long one costs a call every
 * two seconds.
 * @returns what was seen last
 */
export const waitFor = async <T>(
  look: () => Promise<T>,
  isDone: (seen: T) => boolean,
  { signal, firstMs = 150, longestMs = 2_000 }: WaitOptions = {},
): Promise<T> => {
  for (let pauseMs = firstMs; ; pauseMs = Math.min(longestMs, pauseMs * 1.5)) {
    const seen = await look();
    if (isDone(seen)) return seen;
    await pause(pauseMs, signal);
  }
};
