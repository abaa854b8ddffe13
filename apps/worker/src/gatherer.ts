import { type Clock } from './clock.js';

/** Waiting for company, where a run costs more than an item. */
export interface Patience {
  readonly clock: Clock;
  /** Longest that an item waits for more. */
  readonly lingerMs: number;
  /** So many items are worth a run. */
  readonly enough: number;
  readonly isMoreComing: () => boolean;
}

export interface GathererOptions<I, O> {
  /** Most items of one run. */
  readonly max: number;
  /** Runs at once. */
  readonly concurrency: number;
  /** None when left out: a run starts as soon as one may. */
  readonly patience?: Patience;
  readonly run: (items: readonly I[]) => Promise<readonly PromiseSettledResult<O>[]>;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly isUrgent: boolean;
  readonly sinceMs: number;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Runs together whatever came while the previous run was under way: alone when it is quiet, in bulk under load, and never
 * later than it could have been, unless it has patience and more is coming.
 */
export class Gatherer<I, O> {
  private readonly waiting: Waiting<I, O>[] = [];
  private running = 0;
  private scheduled = false;
  private cancelTimer: (() => void) | undefined;

  constructor(private readonly options: GathererOptions<I, O>) {}

  /** @param isUrgent whether somebody waits for this very item: it waits for no company */
  add(item: I, { isUrgent = false }: { isUrgent?: boolean } = {}): Promise<O> {
    const sinceMs = this.options.patience?.clock.now() ?? 0;
    return new Promise<O>((resolve, reject) => {
      this.waiting.push({ item, isUrgent, sinceMs, resolve, reject });
      this.schedule();
    });
  }

  /** The samples of a batch finish in one turn of the event loop: wait for its end, so that they go together. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.look();
    });
  }

  private look(): void {
    while (this.waiting.length > 0 && this.running < this.options.concurrency) {
      const waitMs = this.patienceMs();
      if (waitMs > 0) {
        this.cancelTimer?.();
        this.cancelTimer = this.options.patience?.clock.after(waitMs, () => this.look());
        return;
      }
      this.start();
    }
  }

  /** How long the oldest item may still wait for company; 0 when it must not or need not. */
  private patienceMs(): number {
    const { patience } = this.options;
    const [oldest] = this.waiting;
    if (!patience || !oldest || this.waiting.length >= patience.enough) return 0;
    if (this.waiting.some(({ isUrgent }) => isUrgent) || !patience.isMoreComing()) return 0;
    return Math.max(0, oldest.sinceMs + patience.lingerMs - patience.clock.now());
  }

  private start(): void {
    const group = this.waiting.splice(0, this.options.max);
    this.running += 1;
    void this.options
      .run(group.map(({ item }) => item))
      .then(
        (results) =>
          group.forEach(({ resolve, reject }, i) => {
            const result = results[i];
            if (result?.status === 'fulfilled') resolve(result.value);
            else reject(result?.reason ?? new Error('a run came back with fewer results than items'));
          }),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      )
      .finally(() => {
        this.running -= 1;
        this.schedule();
      });
  }
}
