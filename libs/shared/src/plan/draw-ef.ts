import { evenOrder } from './apportion.js';
import { cohortStreams, philox4x32, toUniform } from './philox.js';
import { type Plan, type PlanOf, tenthsPerPercent } from './plan.js';

/** The target EF of sample `index` in percent: drawn by the sample's own numbers, whoever asks and whatever came before. */
export type EfDraw = (index: number) => number;

type DrawPlan = Exclude<Plan, PlanOf<'list'> | PlanOf<'offsets'>>;

const TWO_32 = 2 ** 32;

/** EFs are whole hundredths of a percent, so that no two machines differ about one. */
export const toHundredths = (efPercent: number): number => Math.round(efPercent * 100) / 100;

/** Rounded down: the end of a range is the beginning of another, and belongs to that one. */
const within = ([min, max]: readonly [number, number], share: number): number =>
  Math.max(min, Math.floor((min + share * (max - min)) * 100) / 100);

const uniformOf = (seed: number, index: number): number => {
  const counter = [0, 0, index % TWO_32, Math.floor(index / TWO_32)] as const;
  const [word = 0] = philox4x32([seed, cohortStreams.target], counter);
  return toUniform(word);
};

/** The first place at which ascending sums are above a value. */
export const placeAbove = (sums: Float64Array, value: number): number => {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
};

export const runningSums = (values: readonly number[]): Float64Array => {
  let sum = 0;
  return Float64Array.from(values, (value) => (sum += value));
};

const uniformDraw =
  ({ rangePercent }: PlanOf<'uniform'>, seed: number): EfDraw =>
  (index) =>
    within(rangePercent, uniformOf(seed, index));

/** Cells that a normal distribution is cut into: finer than its width, and than a tenth of a percent. */
const cellsOf = ({ sdPp, rangePercent: [min, max] }: PlanOf<'normal'>): number =>
  Math.max(1, Math.ceil((max - min) / Math.min(1 / tenthsPerPercent, sdPp / 8)));

/** By the inverse of the distribution's own sums over small cells: no tail of it is out of reach. */
const normalDraw = (plan: PlanOf<'normal'>, seed: number): EfDraw => {
  const { meanPercent, sdPp, rangePercent } = plan;
  const [min, max] = rangePercent;
  const cells = cellsOf(plan);
  const exponents = Array.from({ length: cells }, (_, k) => {
    const middle = min + ((k + 0.5) / cells) * (max - min);
    return -(((middle - meanPercent) / sdPp) ** 2) / 2;
  });
  const largest = Math.max(...exponents);
  const sums = runningSums(exponents.map((exponent) => Math.exp(exponent - largest)));
  const total = sums[cells - 1] as number;
  return (index) => {
    const value = uniformOf(seed, index) * total;
    const cell = placeAbove(sums, value);
    const before = cell === 0 ? 0 : (sums[cell - 1] as number);
    const share = (value - before) / ((sums[cell] as number) - before);
    return within(rangePercent, (cell + share) / cells);
  };
};

const stratifiedDraw = ({ strata }: PlanOf<'stratified'>, seed: number): EfDraw => {
  const order = evenOrder(strata.map(({ weight }) => weight));
  return (index) => {
    const stratum = strata[order[index % order.length] as number] as (typeof strata)[number];
    return within(stratum.rangePercent, uniformOf(seed, index));
  };
};

/** The bits of a uint32 from the last to the first. */
const reversed = (word: number): number => {
  let bits = word | 0;
  bits = ((bits >>> 1) & 0x55555555) | ((bits & 0x55555555) << 1);
  bits = ((bits >>> 2) & 0x33333333) | ((bits & 0x33333333) << 2);
  bits = ((bits >>> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4);
  bits = ((bits >>> 8) & 0x00ff00ff) | ((bits & 0x00ff00ff) << 8);
  return (bits >>> 16) | (bits << 16);
};

/** No index of a sample reaches this one, so that no sample shares its number. */
const shiftIndex = TWO_32 * 2 ** 20;

/**
 * The EFs of others, as often as they have them, in van der Corput's order with a digital shift by the seed: of the first n, as
 * many lie below any EF as their share of n asks, to within log2(n) + 1, where independent draws stray by the root of n.
 */
const matchDraw = ({ efs: { firstTenth, counts } }: PlanOf<'match'>, seed: number): EfDraw => {
  const sums = runningSums(counts);
  const total = sums[counts.length - 1] as number;
  const shift = Math.floor(uniformOf(seed, shiftIndex) * TWO_32);
  return (index) => {
    const word = (reversed(index) ^ shift) >>> 0;
    return (firstTenth + placeAbove(sums, toUniform(word) * total)) / tenthsPerPercent;
  };
};

/** So many samples go to the emptiest bins in turn, `bins` of them, before they are as full as the next one. */
interface Level {
  readonly bins: number;
  readonly start: number;
}

/** Each sample goes into the bin that is emptiest by then, so at any n the bins are as even as n samples can make them. */
const balanceDraw = ({ edgesPercent, counts }: PlanOf<'balance'>, seed: number): EfDraw => {
  const emptiestFirst = [...counts.keys()].sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b);
  const levels: Level[] = [];
  let start = 0;
  emptiestFirst.forEach((bin, k) => {
    const next = emptiestFirst[k + 1];
    levels.push({ bins: k + 1, start });
    if (next !== undefined) start += (k + 1) * ((counts[next] as number) - (counts[bin] as number));
  });
  return (index) => {
    const { bins, start: from } = levels.findLast((level) => level.start <= index) as Level;
    const bin = emptiestFirst[(index - from) % bins] as number;
    const range = [edgesPercent[bin] as number, edgesPercent[bin + 1] as number] as const;
    return within(range, uniformOf(seed, index));
  };
};

/** How many samples `balance` needs until all its bins are as full as the fullest. */
export const samplesToBalance = ({ counts }: Pick<PlanOf<'balance'>, 'counts'>): number => {
  const fullest = Math.max(...counts);
  return counts.reduce((sum, count) => sum + fullest - count, 0);
};

/** How a plan draws the EF of each sample, made ready for many. */
export const efDraw = (plan: DrawPlan, seed: number): EfDraw => {
  switch (plan.kind) {
    case 'uniform':
      return uniformDraw(plan, seed);
    case 'normal':
      return normalDraw(plan, seed);
    case 'stratified':
      return stratifiedDraw(plan, seed);
    case 'match':
      return matchDraw(plan, seed);
    case 'balance':
      return balanceDraw(plan, seed);
  }
};
