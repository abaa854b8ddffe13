/** Parts of a whole that can be told apart. */
const partsMax = 10_000;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * Whole numbers in the proportion of `weights`, as near as their sum allows, by largest remainders; of equal ones the first.
 * @returns one a weight; they add up to `whole`
 */
export const apportion = (weights: readonly number[], whole: number): number[] => {
  const total = sumOf(weights);
  const exact = weights.map((weight) => (weight / total) * whole);
  const parts = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, k) => ({ k, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.k - b.k);
  const missing = whole - sumOf(parts);
  for (const { k } of byRemainder.slice(0, missing)) parts[k] = (parts[k] as number) + 1;
  return parts;
};

/** The smallest whole numbers in the proportion of `weights`; parts of 10,000 when there are none below that. */
const smallestParts = (weights: readonly number[]): number[] => {
  const total = sumOf(weights);
  for (let whole = 1; whole < partsMax; whole += 1)
    if (weights.every((weight) => isNearlyWhole((weight / total) * whole))) return apportion(weights, whole);
  return apportion(weights, partsMax);
};

const isNearlyWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9 * Math.max(1, value);

/**
 * An order of kinds in which they come as often as their weights ask, at every moment: of the first n, each kind makes its share
 * of n, less or more by less than one. Repeats after its length. Tijdeman, "The chairman assignment problem" (1980).
 * @param weights 1 or more, not negative, not all zero; shares below .01 % of the whole may be rounded to nothing
 * @returns indices of kinds, at most 10,000
 */
export const evenOrder = (weights: readonly number[]): Uint16Array => {
  const parts = smallestParts(weights);
  const kinds = parts.flatMap((part, kind) => (part > 0 ? [{ kind, part, given: 0 }] : []));
  const whole = sumOf(parts);
  const slack = Math.max(1, 2 * kinds.length - 2);
  const order = new Uint16Array(whole);
  for (let n = 1; n <= whole; n += 1) {
    let chosen = kinds[0] as (typeof kinds)[number];
    let soonest = Infinity;
    for (const one of kinds) {
      // What it is behind by, times whole times slack: from `whole` on it may come, and must when it would fall behind by one.
      const behind = slack * (one.part * n - one.given * whole);
      const due = ((slack - 1) * whole - behind) / one.part;
      if (behind >= whole && due < soonest) [chosen, soonest] = [one, due];
    }
    chosen.given += 1;
    order[n - 1] = chosen.kind;
  }
  return order;
};
