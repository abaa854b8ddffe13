import { type Clock } from '../flow/clock.js';

interface Waiting {
  readonly isAlone: boolean;
  readonly start: () => void;
}

interface UnderWay {
  /** When it began, or a call that began before it ended: from then on nothing stood before it that may still have to. */
  sinceMs: number;
}

/**
 * What is under way on one device: work is done side by side, but for what must be alone. Such a one waits until the others
 * have ended, and those that come later wait for it. Of each call to the device it is known how long it stands still.
 */
export class DeviceCalls {
  /** In the order in which they began. */
  private readonly underWay = new Set<UnderWay>();
  private readonly waiting: Waiting[] = [];
  /** That may run now, begun or about to. */
  private admitted = 0;
  private isTaken = false;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** Does some work beside others. What it asks of the device it asks through `watched`. */
  beside<T>(work: () => Promise<T>): Promise<T> {
    return this.admit(false, work);
  }

  /** The same while no other work is under way. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.admit(true, work);
  }

  /** Makes a call at once, whatever is under way. */
  async watched<T>(call: () => Promise<T>): Promise<T> {
    const own: UnderWay = { sinceMs: this.clock.now() };
    this.underWay.add(own);
    try {
      return await call();
    } finally {
      this.freshen(own);
      this.underWay.delete(own);
    }
  }

  /**
   * Longest that one of them has stood still: a device takes calls in their order, so one that stands behind another waits
   * with reason until that one ends, and one that is overtaken by all that come after it does not.
   */
  get silentMs(): number {
    const now = this.clock.now();
    return Math.max(0, ...Array.from(this.underWay, ({ sinceMs }) => now - sinceMs));
  }

  /** Those that began after `ended` have moved up. */
  private freshen(ended: UnderWay): void {
    const calls = [...this.underWay];
    for (const later of calls.slice(calls.indexOf(ended) + 1)) later.sinceMs = this.clock.now();
  }

  private async admit<T>(isAlone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ isAlone, start });
      this.letIn();
    });
    try {
      return await work();
    } finally {
      this.admitted -= 1;
      this.isTaken = false;
      this.letIn();
    }
  }

  /** In the order in which they came, so that neither kind waits for ever. */
  private letIn(): void {
    for (let [next] = this.waiting; next !== undefined; [next] = this.waiting) {
      if (this.isTaken || (next.isAlone && this.admitted > 0)) return;
      this.waiting.shift();
      this.admitted += 1;
      this.isTaken = next.isAlone;
      next.start();
    }
  }
}
