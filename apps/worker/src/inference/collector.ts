import { lanes, type Lane } from '@echocohort/shared';
import { type Clock } from '../flow/clock.js';

export interface CollectorOptions<I, O> {
  /** Samples of a full batch; asked for every batch, since a device may take fewer one day. */
  readonly batchSize: () => number;
  /** Longest that a sample waits for company while the device is idle. */
  readonly maxWaitMs: number;
  /** Devices that `run` spreads batches over; one when left out. */
  readonly devices?: number;
  /** Full batches handed to `run` at once: those on the devices, and what is prepared behind them. */
  readonly batchesInFlight: () => number;
  readonly clock: Clock;
  /** Runs one batch; one settled result an item, in order. */
  readonly run: (batch: readonly I[]) => Promise<readonly PromiseSettledResult<O>[]>;
  /** Whether more samples may come; `wake` says when that is over. */
  readonly isMoreComing: () => boolean;
  /** False while what follows the device is so far behind that another batch would only fill memory. */
  readonly hasRoom?: () => boolean;
  /** Told of every batch as it starts, with what each of its samples waited. */
  readonly onBatch?: (waitsMs: readonly number[]) => void;
}

interface Entry<I, O> {
  readonly item: I;
  readonly since: number;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: unknown) => void;
  readonly forget: () => void;
}

interface Line<I, O> {
  readonly lane: Lane;
  readonly inFront: boolean;
  readonly entries: Entry<I, O>[];
}

export interface Submission {
  readonly lane?: Lane;
  readonly inFront?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Fills batches from samples of any ticket and any run. A batch starts when it is full and fewer than
 * `batchesInFlight` are running, or when a device is idle and no more samples are coming or the oldest has waited `maxWaitMs`.
 * Interactive samples stand before bulk ones, and in a lane those that come back for another attempt before the new ones.
 * Knows nothing of tickets, queues or tensors.
 */
export class Collector<I, O> {
  /** In the order in which a batch is filled from them. */
  private readonly lines: readonly Line<I, O>[] = lanes.flatMap((lane) => [
    { lane, inFront: true, entries: [] },
    { lane, inFront: false, entries: [] },
  ]);
  private inFlight = 0;
  private samplesRunning = 0;
  private cancelTimer: (() => void) | undefined;
  private closedWith: Error | undefined;

  constructor(private readonly options: CollectorOptions<I, O>) {}

  /** Samples that wait for a batch. */
  get size(): number {
    return this.lines.reduce((sum, { entries }) => sum + entries.length, 0);
  }

  /** Samples that wait for a batch or are in one. */
  get samplesInHand(): number {
    return this.size + this.samplesRunning;
  }

  /**
   * Puts one sample into a coming batch.
   * @param lane bulk when left out
   * @param inFront for a sample that was here before: it goes before the new ones of its lane
   * @param signal takes the sample out again, unless its batch has started
   */
  submit(item: I, { lane = 'bulk', inFront = false, signal }: Submission = {}): Promise<O> {
    const refusal = this.closedWith ?? (signal?.aborted ? (signal.reason as Error) : undefined);
    if (refusal) return Promise.reject(refusal);
    return new Promise<O>((resolve, reject) => {
      const { entries } = this.lines.find((line) => line.lane === lane && line.inFront === inFront) as Line<I, O>;
      const leave = (): void => {
        entries.splice(entries.indexOf(entry), 1);
        reject(signal?.reason as Error);
      };
      const forget = (): void => signal?.removeEventListener('abort', leave);
      const entry: Entry<I, O> = { item, since: this.options.clock.now(), resolve, reject, forget };
      signal?.addEventListener('abort', leave, { once: true });
      entries.push(entry);
      this.wake();
    });
  }

  /** Looks again, soon: after an answer of `isMoreComing` or `hasRoom` has changed. */
  wake(): void {
    this.schedule(0);
  }

  /** Rejects every sample that is not in a batch yet, and all that come later. */
  close(reason: Error): void {
    this.closedWith = reason;
    for (const entry of this.take(this.size)) {
      entry.forget();
      entry.reject(reason);
    }
  }

  private schedule(ms: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.options.clock.after(ms, () => {
      this.cancelTimer = undefined;
      this.look();
    });
  }

  private look(): void {
    const { maxWaitMs, devices = 1, batchSize, batchesInFlight, clock, hasRoom = () => true } = this.options;
    while (this.size >= batchSize() && this.inFlight < batchesInFlight() && hasRoom()) this.start();
    if (this.size === 0 || this.inFlight >= devices || !hasRoom()) return;
    const waitMs = this.options.isMoreComing() ? this.oldest() + maxWaitMs - clock.now() : 0;
    if (waitMs <= 0) this.start();
    else this.schedule(waitMs);
  }

  private oldest(): number {
    return Math.min(...this.lines.map(({ entries }) => entries[0]?.since ?? Infinity));
  }

  private take(most: number): Entry<I, O>[] {
    const taken: Entry<I, O>[] = [];
    for (const { entries } of this.lines) taken.push(...entries.splice(0, most - taken.length));
    return taken;
  }

  private start(): void {
    const { clock, onBatch, run } = this.options;
    const batch = this.take(this.options.batchSize());
    for (const entry of batch) entry.forget();
    onBatch?.(batch.map(({ since }) => clock.now() - since));
    this.inFlight += 1;
    this.samplesRunning += batch.length;
    void run(batch.map(({ item }) => item))
      .then(
        (results) => batch.forEach((entry, i) => settle(entry, results[i])),
        (error: unknown) => batch.forEach((entry) => entry.reject(error)),
      )
      .finally(() => {
        this.inFlight -= 1;
        this.samplesRunning -= batch.length;
        // Not at once: samples that return for another attempt are queued by now and go into the next batch.
        this.wake();
      });
  }
}

const settle = <I, O>(entry: Entry<I, O>, result: PromiseSettledResult<O> | undefined): void => {
  if (result?.status === 'fulfilled') entry.resolve(result.value);
  else entry.reject(result?.reason ?? new Error('a batch came back with fewer results than samples'));
};
