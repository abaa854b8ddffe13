import { EchoError } from '@echocohort/shared';

/** Lets a few tasks run at a time, a few more wait, and refuses the rest: decoding is heavy and memory is not. */
export class DecodeSlots {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly waitingMax: number,
  ) {}

  /** @throws EchoError `too-many-requests` when too many wait already */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.concurrency) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.waitingMax)
      throw new EchoError('too-many-requests', 'Too many uploads wait to be decoded; try again in a moment');
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The slot goes to the next in line without being free in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
