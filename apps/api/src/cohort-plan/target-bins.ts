import { limits } from '@echocohort/shared';
import { type CohortEstimate } from './estimate.schema.js';

const binPp = 5;
const first = limits.targetEfMinPercent;

/** How targets lie, in bins of five percentage points. */
export class TargetBins {
  readonly #counts = new Array<number>((limits.targetEfMaxPercent - first) / binPp).fill(0);
  #counted = 0;

  add(targetEfPercent: number): void {
    const bin = Math.min(this.#counts.length - 1, Math.floor((targetEfPercent - first) / binPp));
    this.#counts[bin] = (this.#counts[bin] as number) + 1;
    this.#counted += 1;
  }

  /** Of so many samples, of which those that were counted are an even choice. */
  histogram(samples: number): CohortEstimate['histogram'] {
    const bins = this.#counts.map((count, k) => ({
      min: first + k * binPp,
      max: first + (k + 1) * binPp,
      samples: Math.round((count / Math.max(1, this.#counted)) * samples),
    }));
    return { counted: this.#counted, bins };
  }
}
