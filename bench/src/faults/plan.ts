/** Everything that may go wrong, by what is seen of it. */
export const faultNames = [
  'worker killed',
  'worker stopped',
  'api killed',
  'api stopped',
  'redis flushed',
  'redis restarted empty',
  'redis cut off from an api',
  'redis cut off from a worker',
  'postgres restarted',
  'postgres stalled',
  'postgres cut off from a worker',
  's3 answers 503',
  's3 slow',
  's3 silent',
  's3 killed',
  'scratch full',
  'everything killed',
] as const;
export type FaultName = (typeof faultNames)[number];

/** One fault of a run: which, of which of several like processes, when and for how long. */
export interface PlannedFault {
  readonly name: FaultName;
  /** Any number; the fleet takes it modulo how many there are. */
  readonly target: number;
  readonly atMs: number;
  readonly holdMs: number;
}

interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
}

const brief: Bounds = { fromMs: 1_000, toMs: 6_000 };
/** Longer than the lock of a job (20 s), and than a leader may be silent (15 s). */
const beyondLocks: Bounds = { fromMs: 22_000, toMs: 30_000 };
const holds: Readonly<Record<FaultName, Bounds>> = {
  'worker killed': brief,
  'worker stopped': beyondLocks,
  'api killed': brief,
  'api stopped': beyondLocks,
  'redis flushed': { fromMs: 0, toMs: 0 },
  'redis restarted empty': { fromMs: 0, toMs: 0 },
  'redis cut off from an api': { fromMs: 5_000, toMs: 25_000 },
  'redis cut off from a worker': { fromMs: 5_000, toMs: 25_000 },
  'postgres restarted': brief,
  'postgres stalled': { fromMs: 10_000, toMs: 10_000 },
  'postgres cut off from a worker': { fromMs: 5_000, toMs: 25_000 },
  's3 answers 503': { fromMs: 5_000, toMs: 15_000 },
  's3 slow': { fromMs: 5_000, toMs: 15_000 },
  's3 silent': { fromMs: 5_000, toMs: 15_000 },
  's3 killed': brief,
  'scratch full': { fromMs: 5_000, toMs: 15_000 },
  'everything killed': brief,
};
const pause: Bounds = { fromMs: 2_000, toMs: 8_000 };

/** Numbers from 0 to 1, the same for the same seed (mulberry32, Tommy Ettinger, public domain). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const within = (random: () => number, { fromMs, toMs }: Bounds): number =>
  Math.round(fromMs + random() * (toMs - fromMs));

const shuffled = <T>(random: () => number, items: readonly T[]): T[] => {
  const all = [...items];
  for (let k = all.length - 1; k > 0; k -= 1) {
    const other = Math.floor(random() * (k + 1));
    [all[k], all[other]] = [all[other] as T, all[k] as T];
  }
  return all;
};

/** The faults of a run, one after the other with a breath between them; each of `names` comes up before any comes twice. */
export const planFaults = (seed: number, minutes: number, names: readonly FaultName[] = faultNames): PlannedFault[] => {
  const random = randomOf(seed);
  const endMs = minutes * 60_000;
  const planned: PlannedFault[] = [];
  let atMs = within(random, pause);
  for (;;)
    for (const name of shuffled(random, names)) {
      const holdMs = within(random, holds[name]);
      if (atMs + holdMs > endMs) return planned;
      planned.push({ name, target: Math.floor(random() * 64), atMs, holdMs });
      atMs += holdMs + within(random, pause);
    }
};
