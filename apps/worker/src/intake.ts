import { type Clock } from './clock.js';

export interface IntakeOptions {
  /** Tickets that the queue client works on at once. */
  readonly concurrency: number;
  /** A queue that has given nothing for this long is taken to be drained; fetching one ticket takes 1 to 3 ms. */
  readonly quietMs: number;
  readonly clock: Clock;
}

/** One ticket's samples on their way to a collector. */
export interface Expectation {
  /** So many samples (1 when left out) have reached the collector, or never will. */
  arrived(samples?: number): void;
  /** None of the others will come. */
  settle(): void;
}

/**
 * Knows whether more samples are on their way, which decides how long a batch waits for company:
 * samples of active tickets whose input is still being read, and tickets that the queue may still give.
 */
export class Intake {
  private readonly expected = new Map<string, number>();
  private active = 0;
  private lastTicketAt = -Infinity;

  constructor(private readonly options: IntakeOptions) {}

  get activeTickets(): number {
    return this.active;
  }

  /** A ticket was taken from the queue. */
  take(): () => void {
    this.active += 1;
    this.lastTicketAt = this.options.clock.now();
    return () => {
      this.active -= 1;
    };
  }

  /** `count` samples for the collector of `fingerprint` will arrive. */
  expect(fingerprint: string, count: number): Expectation {
    this.add(fingerprint, count);
    let left = count;
    const arrived = (samples = 1): void => {
      const gone = Math.min(samples, left);
      left -= gone;
      this.add(fingerprint, -gone);
    };
    return {
      arrived,
      settle: () => {
        arrived(left);
      },
    };
  }

  /** Until when more samples may reach this collector. */
  moreUntil(fingerprint: string): number {
    if ((this.expected.get(fingerprint) ?? 0) > 0) return Infinity;
    // Every place is taken, so the queue is not drained: its next tickets come as soon as some of these finish.
    if (this.active >= this.options.concurrency) return Infinity;
    return this.lastTicketAt + this.options.quietMs;
  }

  private add(fingerprint: string, count: number): void {
    this.expected.set(fingerprint, (this.expected.get(fingerprint) ?? 0) + count);
  }
}
