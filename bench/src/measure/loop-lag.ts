import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Between two looks at the loop; Node counts it in, so it is taken off again. */
const resolutionMs = 10;

export interface LoopLag {
  /** 99th percentile since the last call, ms, of how much later than due the loop came round. */
  p99Ms(): number;
}

export const watchLoop = (): LoopLag => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return {
    p99Ms: () => {
      const p99 = histogram.percentile(99) / 1e6 - resolutionMs;
      histogram.reset();
      return Math.max(0, p99);
    },
  };
};

/** The same of a process that publishes prom-client's default metrics, which look every 10 ms too and begin anew at each scrape. */
export const lagOfScrape = (p99Seconds: number): number => Math.max(0, p99Seconds * 1_000 - resolutionMs);
