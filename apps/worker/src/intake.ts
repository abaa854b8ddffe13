import { type Clock } from './clock.js';

export interface IntakeOptions {
  readonly clock: Clock;
  /** After this long without a ticket the queue is asked whether it is drained; fetching one takes 1 to 3 ms. */
  readonly quietMs: number;
  /** Whether no ticket waits in the queue. */
  readonly isDrained: () => Promise<boolean>;
  /** Called when no more samples are coming, which batches may have waited for. */
  readonly onDrained: () => void;
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
  private drained = true;
  private cancelCheck: (() => void) | undefined;

  constructor(private readonly options: IntakeOptions) {}

  /** A ticket was taken from the queue. */
  take(): void {
    this.drained = false;
    this.checkLater();
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

  /** Whether more samples may reach the collector of `fingerprint`. */
  isMoreComing(fingerprint: string): boolean {
    return !this.drained || (this.expected.get(fingerprint) ?? 0) > 0;
  }

  /** Stops asking. */
  close(): void {
    this.cancelCheck?.();
    this.cancelCheck = () => undefined;
  }

  private checkLater(): void {
    this.cancelCheck?.();
    const cancel = this.options.clock.after(this.options.quietMs, () => {
      void this.check(cancel);
    });
    this.cancelCheck = cancel;
  }

  /** A queue that cannot be asked gives nothing either. */
  private async check(asked: () => void): Promise<void> {
    const drained = await this.options.isDrained().catch(() => true);
    if (this.cancelCheck !== asked) return;
    this.drained = drained;
    if (drained) this.options.onDrained();
    else this.checkLater();
  }

  private add(fingerprint: string, count: number): void {
    this.expected.set(fingerprint, (this.expected.get(fingerprint) ?? 0) + count);
  }
}
