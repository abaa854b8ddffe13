import { type Lane } from '@echocohort/shared';

/** What each lane gets of a bundle's workers while all of them want more, as weights. */
export type LaneShares = Readonly<Record<Lane, number>>;

/**
 * Work per share that each lane was given since it wants more than it gets; a lane that gets all it wants is left out, and
 * owed nothing.
 */
export type LaneClock = Readonly<Partial<Record<Lane, number>>>;

export const idleLanes: LaneClock = {};

/** Lanes that want more, from now on: one that comes new starts level with the one that was given least. */
export const joinLanes = (clock: LaneClock, waiting: readonly Lane[]): LaneClock => {
  const known = waiting.flatMap((lane) => clock[lane] ?? []);
  const least = known.length > 0 ? Math.min(...known) : 0;
  return Object.fromEntries(waiting.map((lane) => [lane, (clock[lane] ?? least) - least]));
};

/**
 * Work that a lane may be given. Workers take interactive work first, so a flood of it would stop all bulk work; a lane is
 * therefore held back as soon as it is one window ahead of its share of a lane that wants more too. Nothing holds it back when
 * no other lane does, so that no worker idles.
 * @param window work that the lane's window holds
 */
export const laneRoom = (clock: LaneClock, shares: LaneShares, lane: Lane, window: number): number => {
  const others = Object.entries(clock).flatMap(([other, given]) => (other === lane ? [] : [given]));
  if (others.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(0, window + shares[lane] * (Math.min(...others) - (clock[lane] ?? 0)));
};

/** The clock once a lane was given some work. @param satisfied it wants no more than that */
export const giveLane = (
  clock: LaneClock,
  shares: LaneShares,
  lane: Lane,
  { work, satisfied }: { readonly work: number; readonly satisfied: boolean },
): LaneClock => {
  const { [lane]: given = 0, ...others } = clock;
  return satisfied ? others : { ...others, [lane]: given + work / shares[lane] };
};
