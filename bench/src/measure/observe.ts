import { setTimeout as delay } from 'node:timers/promises';
import { lagOfScrape } from './loop-lag.js';
import { scrape, type Scrape } from './prometheus.js';
import { median } from './statistics.js';

/** What a worker says of itself while it works. */
export interface Observation {
  /** Samples in a call of the sampler, as a share of a full batch. */
  readonly fill: number;
  /** Share of the time in which the device computed. */
  readonly busy: number;
  /** 99th percentile of the event loop's lag, ms; of the worst of the looks. */
  readonly loopLagP99Ms: number;
}

/** The worker brings its busy ratio up to date this often; a look also begins the loop's percentiles anew. */
const lookMs = 5_000;

/** Mean share of a full batch in the sampler's calls between two looks; 0 without a call. */
export const fillBetween = (before: Scrape, after: Scrape, batchSize: number): number => {
  const grown = (name: string): number => after.sum(name) - before.sum(name);
  const batches = grown('echocohort_batch_size_count');
  return batches === 0 ? 0 : grown('echocohort_batch_size_sum') / batches / batchSize;
};

const bounds = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128];

/** Samples that a GPU's call of few is filled up to; libs/sampler's call-shapes.ts says so. */
export const fewSamples = 8;

/**
 * The same against what the calls had room for: a call is filled up to `few` samples or a full batch, or not at all where
 * `few` is 1. Read from the histogram's buckets, of which one ends at `few`; 0 without a call.
 */
export const classFillBetween = (before: Scrape, after: Scrape, batchSize: number, few: number): number => {
  const upTo = (le: string): number | null => {
    const now = after.find('echocohort_batch_size_bucket', { le });
    return now === null ? null : now - before.sum('echocohort_batch_size_bucket', { le });
  };
  const known = bounds.flatMap((bound) => {
    const calls = upTo(String(bound));
    return calls === null ? [] : [{ bound, calls }];
  });
  const roomOf = (samples: number): number => {
    if (few === 1) return Math.min(batchSize, samples);
    return Math.min(batchSize, samples <= few ? few : batchSize);
  };
  const slots = known.reduce((sum, { bound, calls }, k) => {
    const own = calls - (known[k - 1]?.calls ?? 0);
    return sum + own * roomOf(bound);
  }, 0);
  const larger = (upTo('+Inf') ?? 0) - (known.at(-1)?.calls ?? 0);
  const room = slots + larger * batchSize;
  return room === 0 ? 0 : (after.sum('echocohort_batch_size_sum') - before.sum('echocohort_batch_size_sum')) / room;
};

interface Look {
  readonly busy: number;
  readonly lagMs: number;
}

const lookOf = (seen: Scrape): Look => ({
  busy: seen.sum('echocohort_device_busy_ratio'),
  lagMs: lagOfScrape(seen.sum('nodejs_eventloop_lag_p99_seconds')),
});

/** The first look reaches back into what was before; where it is the only one, it must do. */
export const summaryOf = (looks: readonly Look[]): Pick<Observation, 'busy' | 'loopLagP99Ms'> => {
  const settled = looks.length > 1 ? looks.slice(1) : looks;
  return {
    busy: Math.min(1, median(settled.map(({ busy }) => busy))),
    loopLagP99Ms: Math.max(...settled.map(({ lagMs }) => lagMs)),
  };
};

/** Does some work while a worker's metrics are looked at. */
export const observed = async <T>(
  url: string,
  batchSize: number,
  work: () => Promise<T>,
): Promise<{ result: T; observation: Observation; scrape: Scrape }> => {
  const before = await scrape(url);
  const looks: Look[] = [];
  const over = new AbortController();
  const look = async (): Promise<void> => {
    for (;;) {
      await delay(lookMs, null, { signal: over.signal });
      looks.push(lookOf(await scrape(url)));
    }
  };
  const looking = look().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  try {
    const result = await work();
    over.abort();
    await looking;
    const after = await scrape(url);
    if (looks.length === 0) looks.push(lookOf(after));
    return { result, observation: { fill: fillBetween(before, after, batchSize), ...summaryOf(looks) }, scrape: after };
  } finally {
    over.abort();
  }
};
