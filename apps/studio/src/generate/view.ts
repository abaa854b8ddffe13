/** What the page shows, as its address carries it: a link to it shows somebody else the same. */
export interface View {
  readonly clip: string | null;
  /** Percent; null until somebody chooses one. */
  readonly ef: number | null;
  readonly seed: number;
  /** Frames of the clip that the twin is moved from; none: the most readable one. */
  readonly observed: readonly number[];
  readonly outlines: boolean;
  readonly ladder: boolean;
}

export const efMin = 5;
export const efMax = 85;
const firstSeed = 7;
const seedMax = 2 ** 32 - 1;

const wholeOf = (text: string | null, least: number, most: number): number | null => {
  const value = text !== null && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
};

/** Whatever is no view of this page is left out of it: an address is typed by people. */
export const viewOf = (params: URLSearchParams): View => ({
  clip: /^clip_\w+$/.exec(params.get('clip') ?? '')?.[0] ?? null,
  ef: wholeOf(params.get('ef'), efMin, efMax),
  seed: wholeOf(params.get('seed'), 0, seedMax) ?? firstSeed,
  observed: (params.get('observed') ?? '')
    .split('.')
    .flatMap((text) => wholeOf(text, 0, 1_000_000) ?? [])
    .sort((a, b) => a - b),
  outlines: params.get('outlines') !== 'off',
  ladder: params.get('ladder') === 'on',
});

/** The address of a view; what is as usual is not said. */
export const paramsOf = ({ clip, ef, seed, observed, outlines, ladder }: View): URLSearchParams =>
  new URLSearchParams({
    ...(clip !== null && { clip }),
    ...(ef !== null && { ef: String(ef) }),
    ...(seed !== firstSeed && { seed: String(seed) }),
    ...(observed.length > 0 && { observed: observed.join('.') }),
    ...(!outlines && { outlines: 'off' }),
    ...(ladder && { ladder: 'on' }),
  });

export const withinEf = (ef: number): number => Math.min(efMax, Math.max(efMin, ef));

/** What is asked for before anybody has: a heart that plainly differs from the source's. */
export const firstEf = (ownEf: number | null): number => (ownEf !== null && ownEf < 45 ? 60 : 25);

/** A frame is observed, or no longer; of too many the oldest choice gives way. */
export const toggled = (observed: readonly number[], frame: number, most: number): number[] =>
  observed.includes(frame)
    ? observed.filter((one) => one !== frame)
    : [...observed.slice(Math.max(0, observed.length + 1 - most)), frame].sort((a, b) => a - b);
