import { type Lane } from '@echocohort/shared';
import { type TicketSize } from './fair-queue.js';

/** How a queue's window is bounded. */
export interface WindowBounds {
  /** Device-seconds of work that tickets may hold: what the bundle's workers make in this time. */
  readonly windowSeconds: number;
  /** Work that it holds at least, while nothing is known of the workers, and at most: frames, times the attempts expected. */
  readonly windowWorkMin: number;
  readonly windowWorkMax: number;
  /** Tickets that it holds at most, however small: what Redis has room for. */
  readonly windowTicketsMax: number;
  /** Work of one ticket of the bulk lane, in device-seconds, and its samples at most. */
  readonly ticketSeconds: number;
  readonly samplesPerBulkTicket: number;
  readonly samplesPerInteractiveTicket: number;
}

/** What is known of a queue's workers: how much work they do in a second, together. Work is frames, times attempts. */
export interface Pace {
  readonly workPerSecond: number;
  /** Work that its window may hold. */
  readonly windowWork: number;
  /** Work of its tickets when it was last looked at, those issued then included. */
  readonly open: number;
  /** Since when `served` counts, ms. */
  readonly sinceMs: number;
  readonly served: number;
}

/** What a look at a queue's tickets finds: work that is not done, and work that was taken out of them undone since the last look. */
export interface Found {
  readonly open: number;
  readonly withdrawn: number;
}

/** Shorter looks count commits that came in bulk by chance. */
const lookMs = 1_000;
/** A pace that has gone up or down is believed after about so long; the peaks of a steady one are not taken for it. */
const memoryUpMs = 4_000;
const memoryDownMs = 10_000;
/** A window that ran nearly dry was too small, whatever the pace says. */
const nearlyDry = 0.25;
const growth = 4;

export const unknownPace = (nowMs: number, { windowWorkMin }: WindowBounds): Pace => ({
  workPerSecond: 0,
  windowWork: windowWorkMin,
  open: 0,
  sinceMs: nowMs,
  served: 0,
});

/**
 * Looks at a queue's tickets: what is gone of them since the last look, and was not withdrawn, has been made. The window follows
 * the pace, so that it holds the same time of work on a laptop and on a rack of GPUs; who comes new waits no longer for what is in
 * it.
 */
export const look = (pace: Pace, { open, withdrawn }: Found, nowMs: number, bounds: WindowBounds): Pace => {
  const { windowSeconds, windowWorkMin, windowWorkMax } = bounds;
  const within = (work: number): number => Math.min(windowWorkMax, Math.max(windowWorkMin, Math.round(work)));
  const before = Math.max(0, pace.open - withdrawn);
  const served = pace.served + Math.max(0, before - open);
  const elapsedMs = nowMs - pace.sinceMs;
  const wasFull = before >= pace.windowWork;
  const windowWork = wasFull && open <= before * nearlyDry ? within(pace.windowWork * growth) : pace.windowWork;
  if (elapsedMs < lookMs) return { ...pace, open, served, windowWork };
  // Without work nobody can tell how fast they are.
  if (served === 0 && before === 0) return { ...pace, open, served: 0, sinceMs: nowMs };
  const seen = (served * 1_000) / elapsedMs;
  const workPerSecond =
    pace.workPerSecond === 0
      ? seen
      : pace.workPerSecond + (seen - pace.workPerSecond) * believed(elapsedMs, seen > pace.workPerSecond);
  const steady = within(workPerSecond * windowSeconds);
  const grown = windowWork > pace.windowWork;
  return {
    workPerSecond,
    windowWork: grown ? Math.max(windowWork, steady) : steady,
    open,
    sinceMs: nowMs,
    served: 0,
  };
};

const believed = (elapsedMs: number, isFaster: boolean): number =>
  Math.min(1, elapsedMs / (isFaster ? memoryUpMs : memoryDownMs));

/** The pace once tickets of so much work were issued. */
export const withIssued = (pace: Pace, work: number): Pace => ({ ...pace, open: pace.open + work });

/**
 * How large tickets are. Interactive ones are small, so that a person's samples spread over the workers; bulk ones grow with the
 * pace up to a full batch, so that on a slow device nobody holds on to work for long.
 */
export const ticketSize = (lane: Lane, { workPerSecond }: Pace, bounds: WindowBounds): TicketSize => {
  const { samplesPerInteractiveTicket: small, samplesPerBulkTicket: full, ticketSeconds } = bounds;
  return { work: workPerSecond * ticketSeconds, samplesMin: small, samplesMax: lane === 'interactive' ? small : full };
};
