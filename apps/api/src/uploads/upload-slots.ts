import { type TenantId } from '@echocohort/shared';

interface Waiting {
  readonly tenantId: TenantId;
  readonly start: () => void;
}

/**
 * Lets a few tasks run at a time: decoding takes a processor and memory. Whose tenant has the fewest running is next, the
 * first to come among equals, so that a tenant with many slow files does not hold up the others. How many wait is bounded by
 * the admission of uploads.
 */
export class UploadSlots {
  readonly #running = new Map<TenantId, number>();
  readonly #waiting: Waiting[] = [];
  #free: number;

  constructor(concurrency: number) {
    this.#free = concurrency;
  }

  async run<T>(tenantId: TenantId, task: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((start) => this.#waiting.push({ tenantId, start }));
    else this.#take(tenantId);
    try {
      return await task();
    } finally {
      this.#leave(tenantId);
    }
  }

  #take(tenantId: TenantId): void {
    this.#free -= 1;
    this.#running.set(tenantId, this.#of(tenantId) + 1);
  }

  /** The slot goes to the next without being free in between. */
  #leave(tenantId: TenantId): void {
    const left = this.#of(tenantId) - 1;
    if (left === 0) this.#running.delete(tenantId);
    else this.#running.set(tenantId, left);
    this.#free += 1;
    const fewest = Math.min(...this.#waiting.map((one) => this.#of(one.tenantId)));
    const next = this.#waiting.findIndex((one) => this.#of(one.tenantId) === fewest);
    for (const one of next < 0 ? [] : this.#waiting.splice(next, 1)) {
      this.#take(one.tenantId);
      one.start();
    }
  }

  #of(tenantId: TenantId): number {
    return this.#running.get(tenantId) ?? 0;
  }
}
