import { type Lane } from '@echocohort/shared';
import { type Clock } from '../flow/clock.js';

export interface IntakeOptions {
  readonly clock: Clock;
  /** The queues are asked whether they are drained when they have given nothing for this long; fetching a ticket takes 1 to 3 ms. */
  readonly quietMs: number;
  /** Whether this worker takes tickets of the lane, now or soon: what it has no room for is for others, or later. */
  readonly isOpen: (lane: Lane) => boolean;
  /** Tickets of the lane that nobody has taken. */
  readonly waiting: (lane: Lane) => Promise<number>;
  /** Called when the queues have answered: batches that wait for company look again, and ask again if they must. */
  readonly onAnswer: () => void;
}

/** One ticket's samples on their way to the collector. */
export interface Expectation {
  /** So many samples (1 when left out) have reached the collector, or never will. */
  arrived(samples?: number): void;
  /** None of the others will come. */
  settle(): void;
}

/**
 * Knows whether more samples of a bundle are on their way, which decides how long a batch waits for company:
 * samples of active tickets whose input is still being read, and tickets that the queues may still give. The queues are asked
 * only while somebody wants to know: under load nobody does.
 */
export class Intake {
  private expected = 0;
  private inHand = 0;
  /** Lanes whose queue may hold more: it has given a ticket, and has not said that it is drained since. */
  private readonly undrained = new Set<Lane>();
  private quietSinceMs = 0;
  private cancelCheck: (() => void) | undefined;

  constructor(private readonly options: IntakeOptions) {}

  /** A ticket was taken from the queue of a lane. */
  take(lane: Lane): void {
    this.undrained.add(lane);
    this.quietSinceMs = this.options.clock.now();
    if (this.cancelCheck) this.checkLater();
  }

  /** `count` samples will arrive. */
  expect(count: number): Expectation {
    this.expected += count;
    let left = count;
    const arrived = (samples = 1): void => {
      const gone = Math.min(samples, left);
      left -= gone;
      this.expected -= gone;
    };
    return {
      arrived,
      settle: () => {
        arrived(left);
      },
    };
  }

  /** Samples from their arrival here to their commit, those that wait for a batch among them. */
  get samplesInHand(): number {
    return this.inHand;
  }

  /** Does a sample's work, and counts it as long. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.inHand += 1;
    try {
      return await work();
    } finally {
      this.inHand -= 1;
    }
  }

  /** Whether more samples may reach the collector. */
  isMoreComing(): boolean {
    if (this.expected > 0) return true;
    if (![...this.undrained].some(this.options.isOpen)) return false;
    if (!this.cancelCheck) this.checkLater();
    return true;
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
    const drained = await Promise.all(
      [...this.undrained].map(async (lane) => {
        const waiting = await this.options.waiting(lane).catch(() => 0);
        return waiting === 0 ? [lane] : [];
      }),
    );
    if (this.cancelCheck !== asked) return;
    this.cancelCheck = undefined;
    for (const lane of drained.flat()) this.undrained.delete(lane);
    this.quietSinceMs = this.options.clock.now();
    this.options.onAnswer();
  }
}
