export interface GathererOptions<I, O> {
  /** Most items of one run. */
  readonly max: number;
  /** Runs at once. */
  readonly concurrency: number;
  readonly run: (items: readonly I[]) => Promise<readonly PromiseSettledResult<O>[]>;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Runs together whatever came while the previous run was under way: alone when it is quiet, in bulk under load, and never
 * later than it could have been.
 */
export class Gatherer<I, O> {
  private readonly waiting: Waiting<I, O>[] = [];
  private running = 0;
  private scheduled = false;

  constructor(private readonly options: GathererOptions<I, O>) {}

  add(item: I): Promise<O> {
    return new Promise<O>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** The samples of a batch finish in one turn of the event loop: wait for its end, so that they go together. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.waiting.length > 0 && this.running < this.options.concurrency) this.start();
    });
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
