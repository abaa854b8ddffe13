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

/**
 * Fills batches from samples of any ticket and any run. A batch starts when it is full and fewer than
 * `batchesInFlight` are running, or when a device is idle and no more samples are coming or the oldest has waited `maxWaitMs`.
 * Samples that come back for another attempt stand in front. Knows nothing of tickets, queues or tensors.
 */
export class Collector<I, O> {
  private readonly fresh: Entry<I, O>[] = [];
  private readonly returned: Entry<I, O>[] = [];
  private inFlight = 0;
  private samplesRunning = 0;
  private cancelTimer: (() => void) | undefined;
  private closedWith: Error | undefined;

  constructor(private readonly options: CollectorOptions<I, O>) {}

  /** Samples that wait for a batch. */
  get size(): number {
    return this.fresh.length + this.returned.length;
  }

  /** Samples that wait for a batch or are in one. */
  get samplesInHand(): number {
    return this.size + this.samplesRunning;
  }

  /**
   * Puts one sample into a coming batch.
   * @param inFront for a sample that was here before: it goes before all new ones
   * @param signal takes the sample out again, unless its batch has started
   */
  submit(item: I, { inFront = false, signal }: { inFront?: boolean; signal?: AbortSignal } = {}): Promise<O> {
    const refusal = this.closedWith ?? (signal?.aborted ? (signal.reason as Error) : undefined);
    if (refusal) return Promise.reject(refusal);
    return new Promise<O>((resolve, reject) => {
      const line = inFront ? this.returned : this.fresh;
      const leave = (): void => {
        line.splice(line.indexOf(entry), 1);
        reject(signal?.reason as Error);
      };
      const forget = (): void => signal?.removeEventListener('abort', leave);
      const entry: Entry<I, O> = { item, since: this.options.clock.now(), resolve, reject, forget };
      signal?.addEventListener('abort', leave, { once: true });
      line.push(entry);
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
    for (const entry of [...this.returned.splice(0), ...this.fresh.splice(0)]) {
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
    return Math.min(this.returned[0]?.since ?? Infinity, this.fresh[0]?.since ?? Infinity);
  }

  private start(): void {
    const { clock, onBatch, run } = this.options;
    const batchSize = this.options.batchSize();
    const batch = this.returned.splice(0, batchSize);
    batch.push(...this.fresh.splice(0, batchSize - batch.length));
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
