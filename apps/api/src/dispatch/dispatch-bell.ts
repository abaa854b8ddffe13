import { Injectable } from '@nestjs/common';

/** Wakes a waiting dispatcher. A ring that nobody waits for is kept for the next wait, so none is lost. */
@Injectable()
export class DispatchBell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    if (this.#wake === null) this.#rung = true;
    else this.#wake();
  }

  /** Ends at the next ring, after `timeoutMs`, or when a signal aborts. */
  async heard(timeoutMs: number, ...signals: readonly AbortSignal[]): Promise<void> {
    if (this.#rung || signals.some((signal) => signal.aborted)) {
      this.#rung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        for (const signal of signals) signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      for (const signal of signals) signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}
