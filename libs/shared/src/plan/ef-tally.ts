import { limits } from '../limits.js';
import { type EfCounts, tenthsPerPercent } from './plan.js';

const firstTenth = limits.targetEfMinPercent * tenthsPerPercent;
const lastTenth = limits.targetEfMaxPercent * tenthsPerPercent;

/** Counts EFs by tenths of a percent, in the same memory for any number of them. */
export class EfTally {
  readonly #counts = new Float64Array(lastTenth - firstTenth + 1);
  #inside = 0;
  #outside = 0;

  add(efPercent: number): void {
    const tenth = Math.round(efPercent * tenthsPerPercent);
    if (tenth >= firstTenth && tenth <= lastTenth) {
      this.#counts[tenth - firstTenth] = (this.#counts[tenth - firstTenth] as number) + 1;
      this.#inside += 1;
    } else this.#outside += 1;
  }

  /** EFs that can be a target. */
  get inside(): number {
    return this.#inside;
  }

  /** EFs that no sample can have as its target. */
  get outside(): number {
    return this.#outside;
  }

  /** From the smallest EF that was met to the largest; a zero when none was. */
  toCounts(): EfCounts {
    const counts = [...this.#counts];
    const first = Math.max(
      0,
      counts.findIndex((count) => count > 0),
    );
    const last = counts.findLastIndex((count) => count > 0);
    return { firstTenth: firstTenth + first, counts: counts.slice(first, Math.max(first, last) + 1) };
  }

  /**
   * How many fell between neighbouring edges, to a tenth of a percent. An edge belongs to the bin above it, the last one to
   * the bin below.
   */
  between(edgesPercent: readonly number[]): number[] {
    const edges = edgesPercent.map((edge) => Math.round(edge * tenthsPerPercent));
    return edges.slice(1).map((end, k) => {
      const isLast = k === edges.length - 2;
      return this.#sum(edges[k] as number, isLast ? end : end - 1);
    });
  }

  #sum(fromTenth: number, toTenth: number): number {
    return this.#counts
      .subarray(Math.max(0, fromTenth - firstTenth), Math.max(0, toTenth - firstTenth + 1))
      .reduce((sum, count) => sum + count, 0);
  }
}
