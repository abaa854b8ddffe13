import { type Lane } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { giveLane, idleLanes, joinLanes, laneRoom, type LaneClock, type LaneShares } from '../index.js';

const shares: LaneShares = { interactive: 4, bulk: 1 };
const window = 1_000;
const roundWork = 100;

/** Work that wants to be done in a round, by lane. */
type Demand = (round: number) => Readonly<Record<Lane, number>>;

/** A bundle whose workers do 100 in a round, interactive work first, and a dispatcher in front of them. */
const simulate = (demand: Demand, rounds: number) => {
  const [backlog, open, done] = [lanesOf(), lanesOf(), lanesOf()];
  let clock: LaneClock = idleLanes;
  let idle = 0;
  for (let round = 0; round < rounds; round += 1) {
    const wanted = demand(round);
    for (const lane of lanes) backlog[lane] += wanted[lane];
    clock = joinLanes(
      clock,
      lanes.filter((lane) => backlog[lane] > 0),
    );
    for (const lane of lanes.filter((one) => backlog[one] > 0)) {
      const room = Math.max(0, Math.min(window - open[lane], laneRoom(clock, shares, lane, window)));
      const work = Math.min(room, backlog[lane]);
      if (room <= 0) continue;
      clock = giveLane(clock, shares, lane, { work, satisfied: work < room });
      backlog[lane] -= work;
      open[lane] += work;
    }
    let can = roundWork;
    for (const lane of lanes) {
      const made = Math.min(can, open[lane]);
      open[lane] -= made;
      done[lane] += made;
      can -= made;
    }
    idle += can;
  }
  return { done, idle };
};

const lanes: readonly Lane[] = ['interactive', 'bulk'];
const lanesOf = (): Record<Lane, number> => ({ interactive: 0, bulk: 0 });
const flood = 1_000;

describe('the shares of lanes', () => {
  it('leave bulk work its fifth under a flood of interactive work', () => {
    const { done, idle } = simulate(() => ({ interactive: flood, bulk: flood }), 2_000);
    expect(done.bulk / (done.bulk + done.interactive)).toBeCloseTo(0.2, 1);
    expect(idle).toBe(0);
    expect(Math.abs(done.bulk - 0.2 * 2_000 * roundWork)).toBeLessThanOrEqual(2 * window);
  });

  it('give either lane everything while the other wants nothing', () => {
    expect(simulate(() => ({ interactive: flood, bulk: 0 }), 200)).toMatchObject({
      done: { interactive: 200 * roundWork },
      idle: 0,
    });
    expect(simulate(() => ({ interactive: 0, bulk: flood }), 200)).toMatchObject({
      done: { bulk: 200 * roundWork },
      idle: 0,
    });
  });

  it('do not hold bulk work back for a little interactive work, however long that goes on', () => {
    const { done, idle } = simulate(() => ({ interactive: 5, bulk: flood }), 2_000);
    expect(idle).toBe(0);
    expect(done.interactive).toBe(5 * 2_000);
    expect(done.bulk).toBe(95 * 2_000);
  });

  it('forgive what a lane was given while it was alone', () => {
    const { done } = simulate(
      (round) => ({ interactive: round < 1_000 ? flood : 0, bulk: round < 500 ? 0 : flood }),
      700,
    );
    expect(done.bulk).toBeGreaterThan(0);
    const alone = simulate((round) => ({ interactive: round < 500 ? 0 : flood, bulk: flood }), 700).done;
    expect(alone.interactive).toBeGreaterThan(0.75 * 200 * roundWork);
    expect(alone.bulk).toBeGreaterThan(500 * roundWork);
  });
});
