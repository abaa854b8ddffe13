/** Time as the worker sees it; tests bring one of their own. */
export interface Clock {
  /** Milliseconds; only differences mean anything. */
  now(): number;
  /** Runs `then` once after at least `ms`; 0 means after what is already queued. The result takes it back. */
  after(ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    if (ms <= 0) {
      const immediate = setImmediate(then);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(then, Math.ceil(ms));
    return () => clearTimeout(timer);
  },
};
