/** How a queue's window is bounded. */
export interface WindowBounds {
  /** Device-seconds of work that tickets may hold: what the bundle's workers make in this time. */
  readonly windowSeconds: number;
  /** Samples that it holds at least, while nothing is known of the workers, and at most. */
  readonly windowSamplesMin: number;
  readonly windowSamplesMax: number;
  /** Work of one ticket of the bulk lane, in device-seconds, and its samples at most. */
  readonly ticketSeconds: number;
  readonly samplesPerBulkTicket: number;
  readonly samplesPerInteractiveTicket: number;
}

/** What is known of a bundle's workers: how many samples a second they make, together. */
export interface Pace {
  readonly samplesPerSecond: number;
  /** Samples that its window may hold. */
  readonly windowSamples: number;
  /** Samples of its tickets when it was last looked at, those issued then included. */
  readonly open: number;
  /** Since when `served` counts, ms. */
  readonly sinceMs: number;
  readonly served: number;
}

/** Shorter looks count commits that came in bulk by chance. */
const lookMs = 1_000;
/** A pace that has gone down is believed after about so long. */
const memoryMs = 10_000;
/** A window that ran nearly dry was too small, whatever the pace says. */
const nearlyDry = 0.25;
const growth = 4;

export const unknownPace = (nowMs: number, { windowSamplesMin }: WindowBounds): Pace => ({
  samplesPerSecond: 0,
  windowSamples: windowSamplesMin,
  open: 0,
  sinceMs: nowMs,
  served: 0,
});

/**
 * Looks at a bundle's tickets: what is gone of them since the last look has been made. The window follows the pace, so that it
 * holds the same time of work on a laptop and on a rack of GPUs; who comes new waits no longer for what is in it.
 * @param open samples that its tickets still have to make, now
 */
export const look = (pace: Pace, open: number, nowMs: number, bounds: WindowBounds): Pace => {
  const { windowSeconds, windowSamplesMin, windowSamplesMax } = bounds;
  const within = (samples: number): number =>
    Math.min(windowSamplesMax, Math.max(windowSamplesMin, Math.round(samples)));
  const served = pace.served + Math.max(0, pace.open - open);
  const elapsedMs = nowMs - pace.sinceMs;
  const wasFull = pace.open >= pace.windowSamples;
  const windowSamples =
    wasFull && open <= pace.open * nearlyDry ? within(pace.windowSamples * growth) : pace.windowSamples;
  if (elapsedMs < lookMs) return { ...pace, open, served, windowSamples };
  // Without work nobody can tell how fast they are.
  if (served === 0 && pace.open === 0) return { ...pace, open, served: 0, sinceMs: nowMs };
  const seen = (served * 1_000) / elapsedMs;
  const faded = pace.samplesPerSecond + (seen - pace.samplesPerSecond) * Math.min(1, elapsedMs / memoryMs);
  const samplesPerSecond = Math.max(seen, faded);
  const steady = within(samplesPerSecond * windowSeconds);
  const grown = windowSamples > pace.windowSamples;
  return {
    samplesPerSecond,
    windowSamples: grown ? Math.max(windowSamples, steady) : steady,
    open,
    sinceMs: nowMs,
    served: 0,
  };
};

/** The pace once tickets of so many samples were issued. */
export const withIssued = (pace: Pace, samples: number): Pace => ({ ...pace, open: pace.open + samples });

/**
 * Samples of one ticket. Interactive ones are small, so that a person's samples spread over the workers; bulk ones grow with the
 * pace up to a full batch, so that on a slow device nobody holds on to work for long.
 */
export const ticketSamples = (
  lane: 'interactive' | 'bulk',
  { samplesPerSecond }: Pace,
  bounds: WindowBounds,
): number => {
  const { samplesPerInteractiveTicket, samplesPerBulkTicket, ticketSeconds } = bounds;
  if (lane === 'interactive') return samplesPerInteractiveTicket;
  const samples = Math.round(samplesPerSecond * ticketSeconds);
  return Math.min(samplesPerBulkTicket, Math.max(samplesPerInteractiveTicket, samples));
};
