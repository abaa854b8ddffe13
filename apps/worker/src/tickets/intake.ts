import { type Clock } from '../flow/clock.js';

export interface IntakeOptions {
  readonly clock: Clock;
  /** The queue is asked whether it is drained when it has given nothing for this long; fetching a ticket takes 1 to 3 ms. */
  readonly quietMs: number;
  /** Whether no ticket waits in the queue. */
  readonly isDrained: () => Promise<boolean>;
  /** Called when the queue has answered: batches that wait for company look again, and ask again if they must. */
  readonly onAnswer: () => void;
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
 * samples of active tickets whose input is still being read, and tickets that the queue may still give. The queue is asked
 * only while somebody wants to know: under load nobody does.
 */
export class Intake {
  private readonly expected = new Map<string, number>();
  private drained = true;
  private quietSinceMs = 0;
  private cancelCheck: (() => void) | undefined;

  constructor(private readonly options: IntakeOptions) {}

  /** A ticket was taken from the queue. */
  take(): void {
    this.drained = false;
    this.quietSinceMs = this.options.clock.now();
    if (this.cancelCheck) this.checkLater();
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
    if (!this.drained && !this.cancelCheck) this.checkLater();
    return !this.drained || (this.expected.get(fingerprint) ?? 0) > 0;
  }

  /** Stops asking. */
  close(): void {
    this.cancelCheck?.();
    this.cancelCheck = () => undefined;
  }

  private checkLater(): void {
    this.cancelCheck?.();
    const { clock, quietMs } = this.options;
    const cancel = clock.after(Math.max(0, this.quietSinceMs + quietMs - clock.now()), () => {
      void this.check(cancel);
    });
    this.cancelCheck = cancel;
  }

  /** A queue that cannot be asked gives nothing either. */
  private async check(asked: () => void): Promise<void> {
    const drained = await this.options.isDrained().catch(() => true);
    if (this.cancelCheck !== asked) return;
    this.cancelCheck = undefined;
    this.drained = drained;
    this.quietSinceMs = this.options.clock.now();
    this.options.onAnswer();
  }

  private add(fingerprint: string, count: number): void {
    this.expected.set(fingerprint, (this.expected.get(fingerprint) ?? 0) + count);
  }
}
