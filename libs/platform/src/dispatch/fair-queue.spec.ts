import { newRunId, newTenantId, type RunId, type TenantId } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type BacklogRun,
  type BacklogTenant,
  idleQueue,
  nextTenants,
  pickTickets,
  type QueueClock,
  type TicketRequest,
  type TicketSize,
  workPerSample,
} from '../index.js';

const size: TicketSize = { work: 0, samplesMin: 8, samplesMax: 8 };
/** Of a run that is as long as all others and of which nothing is known. */
const ticket = 8 * 32 * 1.25;

interface RunOptions {
  tenantId?: TenantId;
  weight?: number;
  inFlightCap?: number | null;
  frames?: number;
  samples?: number;
  deadlineMs?: number | null;
  /** What its samples really take. */
  attemptsEach?: number;
}

interface SimulatedRun extends BacklogRun {
  readonly tenant: BacklogTenant;
  readonly attemptsEach: number;
}

const runOf = (options: RunOptions = {}): SimulatedRun => {
  const { tenantId = newTenantId(), weight = 1, inFlightCap = null, frames = 32, samples = 10_000 } = options;
  const { deadlineMs = null, attemptsEach = 1.25 } = options;
  return {
    ...{ runId: newRunId(), tenantId, frames, nextIndex: 0, endIndex: samples, done: 0, attempts: 0, deadlineMs },
    ...{ tenant: { tenantId, weight, inFlightCap }, attemptsEach },
  };
};

/** A dispatcher over time, and workers who do all that was issued between two rounds. */
class Simulation {
  clock: QueueClock = idleQueue;
  readonly served = new Map<RunId, number>();
  readonly inFlight = new Map<TenantId, number>();
  /** Runs that the dispatcher looks at of each tenant, and tenants. */
  perTenant = 1_000;
  perRound = 1_000_000;

  constructor(public backlog: SimulatedRun[]) {}

  /** Issues work for so many tickets of an ordinary run. */
  round(tickets: number): readonly TicketRequest[] {
    const all = [...new Map(this.backlog.map(({ tenant }) => [tenant.tenantId, tenant])).values()];
    const chosen = new Set(nextTenants(this.clock, all, this.inFlight, this.perRound).map(({ tenantId }) => tenantId));
    const seen = new Map<TenantId, number>();
    const runs = this.backlog.filter(({ tenantId }) => {
      seen.set(tenantId, (seen.get(tenantId) ?? 0) + 1);
      return chosen.has(tenantId) && (seen.get(tenantId) ?? 0) <= this.perTenant;
    });
    const backlog = { tenants: all, runs, inFlight: this.inFlight };
    const { picks, clock } = pickTickets(this.clock, backlog, { work: tickets * ticket, tickets: 1_000_000 }, size);
    this.clock = clock;
    this.#serve(picks);
    return picks;
  }

  #serve(picks: readonly TicketRequest[]): void {
    for (const { runId, count } of picks) this.served.set(runId, (this.served.get(runId) ?? 0) + count);
    const touched = new Set(picks.map(({ runId }) => runId));
    this.backlog = this.backlog
      .map((run) => (touched.has(run.runId) ? this.#doneOf(run) : run))
      .filter((run) => run.nextIndex < run.endIndex);
  }

  #doneOf(run: SimulatedRun): SimulatedRun {
    const done = this.served.get(run.runId) ?? 0;
    return { ...run, nextIndex: done, done, attempts: done * run.attemptsEach };
  }

  /** What a run really got: frames, times attempts. */
  work({ runId, frames, attemptsEach }: SimulatedRun): number {
    return (this.served.get(runId) ?? 0) * frames * attemptsEach;
  }

  workOf(runs: readonly SimulatedRun[]): number {
    return runs.reduce((sum, run) => sum + this.work(run), 0);
  }
}

/** Largest difference of work per weight between two tenants, over the bound l_f / w_f + l_m / w_m (1: at the bound). */
const worstLead = (runs: readonly SimulatedRun[], work: (run: SimulatedRun) => number): number => {
  const one = ({ frames, attemptsEach, tenant }: SimulatedRun): number => (8 * frames * attemptsEach) / tenant.weight;
  const pairs = runs.flatMap((a) => runs.map((b) => [a, b] as const));
  return Math.max(
    ...pairs.map(([a, b]) => Math.abs(work(a) / a.tenant.weight - work(b) / b.tenant.weight) / (one(a) + one(b))),
  );
};

describe('tenants share a queue', () => {
  it('1:3 by weight, to within one ticket of each, after every single ticket', () => {
    const [light, heavy] = [runOf({ weight: 1 }), runOf({ weight: 3 })];
    const simulation = new Simulation([light, heavy]);
    for (let k = 0; k < 400; k += 1) {
      simulation.round(1);
      const lead = simulation.work(heavy) / 3 - simulation.work(light);
      expect(Math.abs(lead)).toBeLessThanOrEqual(ticket / 3 + ticket);
    }
    expect(simulation.work(heavy) / simulation.work(light)).toBeCloseTo(3, 1);
  });

  it('within the bound of the paper for any weights, lengths and rooms, while first come first served breaks it', () => {
    const tenant = fc.record({ weight: fc.integer({ min: 1, max: 9 }), frames: fc.integer({ min: 2, max: 64 }) });
    const rooms = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 20, maxLength: 40 });
    const property = fc.property(fc.array(tenant, { minLength: 2, maxLength: 6 }), rooms, (tenants, tickets) => {
      const runs = tenants.map((options) => runOf({ ...options, samples: 1_000_000 }));
      const fair = new Simulation(runs);
      for (const count of tickets) fair.round(count);
      expect(worstLead(runs, (run) => fair.work(run))).toBeLessThanOrEqual(1 + 1e-9);
      const first = runs[0];
      expect(worstLead(runs, (run) => (run === first ? 40 * 8 * run.frames : 0))).toBeGreaterThan(1);
    });
    fc.assert(property, { seed: 7, numRuns: 100 });
  });

  it('in the same way whether room comes bit by bit or all at once', () => {
    const runs = [runOf({ weight: 2 }), runOf({ weight: 3 }), runOf({ samples: 16 })];
    const [one, all] = [new Simulation(runs), new Simulation(runs)];
    const singly = Array.from({ length: 30 }, () => one.round(1)).flat();
    expect(all.round(30)).toEqual(singly);
  });

  it('with a newcomer at once, however long the others have been there', () => {
    const old = [runOf(), runOf(), runOf()];
    const simulation = new Simulation(old);
    simulation.round(300);
    const newcomer = runOf();
    simulation.backlog.push(newcomer);
    simulation.round(8);
    expect(simulation.work(newcomer)).toBeGreaterThanOrEqual(ticket);
    expect(simulation.work(newcomer)).toBeLessThanOrEqual(3 * ticket);
  });

  it('so that nobody saves up time in which they asked for nothing', () => {
    const [steady, sleeper] = [runOf(), runOf({ samples: 8 })];
    const simulation = new Simulation([steady, sleeper]);
    simulation.round(400);
    const back = runOf({ tenantId: sleeper.tenantId });
    simulation.backlog.push(back);
    const before = simulation.work(steady);
    simulation.round(20);
    expect(simulation.work(back)).toBeLessThanOrEqual(11 * ticket);
    expect(simulation.work(steady) - before).toBeGreaterThanOrEqual(9 * ticket);
  });

  it('and none gets more for cutting its work into a hundred runs', () => {
    const many = newTenantId();
    const runs = Array.from({ length: 100 }, () => runOf({ tenantId: many }));
    const single = runOf();
    const simulation = new Simulation([...runs, single]);
    simulation.round(400);
    expect(Math.abs(simulation.workOf(runs) - simulation.work(single))).toBeLessThanOrEqual(2 * ticket);
  });

  it('ten thousand of them, though a round looks at no more than 256', () => {
    const runs = Array.from({ length: 10_000 }, () => runOf({ samples: 24 }));
    const late = runOf({ samples: 24 });
    const simulation = new Simulation([...runs]);
    simulation.perRound = 256;
    simulation.round(64);
    simulation.backlog.push(late);
    for (let k = 0; k < 40; k += 1) simulation.round(256);
    // 64 + 10,240 tickets for 10,001 tenants: everybody had one before anybody had two.
    const tickets = [...runs, late].map(({ runId }) => (simulation.served.get(runId) ?? 0) / 8);
    expect(Math.min(...tickets)).toBe(1);
    expect(Math.max(...tickets)).toBe(2);
  });
});

describe('work that costs other than was thought', () => {
  it('is charged once it is known: hard samples of one tenant take nothing from another', () => {
    const [hard, easy] = [runOf({ attemptsEach: 4 }), runOf({ attemptsEach: 1 })];
    const simulation = new Simulation([hard, easy]);
    for (let k = 0; k < 200; k += 1) simulation.round(2);
    expect(simulation.work(hard) / simulation.work(easy)).toBeCloseTo(1, 1);
    expect((simulation.served.get(easy.runId) ?? 0) / (simulation.served.get(hard.runId) ?? 1)).toBeCloseTo(4, 0);
  });

  it('moves what is expected of a run', () => {
    expect(workPerSample({ frames: 32, done: 0, attempts: 0 })).toBe(40);
    expect(workPerSample({ frames: 32, done: 10_000, attempts: 30_000 })).toBeCloseTo(96, 0);
  });
});

describe('a cap on what a tenant has in flight', () => {
  const capped = (): SimulatedRun => runOf({ inFlightCap: 16 });

  it('holds while others wait, and not when nobody does', () => {
    const [mine, others] = [capped(), runOf()];
    const simulation = new Simulation([mine, others]);
    simulation.round(40);
    expect(simulation.served.get(mine.runId)).toBe(16);
    expect(simulation.served.get(others.runId)).toBe(38 * 8);
    const alone = capped();
    const idle = new Simulation([alone]);
    idle.round(40);
    expect(idle.served.get(alone.runId)).toBe(40 * 8);
  });

  it('counts what is in tickets already', () => {
    const [mine, others] = [capped(), runOf()];
    const simulation = new Simulation([mine, others]);
    simulation.inFlight.set(mine.tenantId, 16);
    simulation.round(4);
    expect(simulation.served.has(mine.runId)).toBe(false);
    expect(nextTenants(simulation.clock, [mine.tenant, others.tenant], simulation.inFlight, 1)).toEqual([
      others.tenant,
    ]);
  });
});

describe("a tenant's own runs", () => {
  it('take turns', () => {
    const tenantId = newTenantId();
    const runs = [runOf({ tenantId }), runOf({ tenantId }), runOf({ tenantId, frames: 16 })];
    const simulation = new Simulation(runs);
    simulation.round(300);
    expect(worstLead(runs, (run) => simulation.work(run))).toBeLessThanOrEqual(1);
  });

  it('with a deadline go before the others, the nearest first', () => {
    const tenantId = newTenantId();
    const some = { tenantId, samples: 80 };
    const [later, whenever, soon] = [
      runOf({ ...some, deadlineMs: 2_000 }),
      runOf(some),
      runOf({ ...some, deadlineMs: 1_000 }),
    ];
    const order = new Simulation([later, whenever, soon]).round(30).map(({ runId }) => runId);
    expect([...new Set(order)]).toEqual([soon.runId, later.runId, whenever.runId]);
  });
});

describe('a round', () => {
  it('goes beyond its room by one ticket at most, and issues no more tickets than it may', () => {
    const [small, large] = [runOf({ samples: 20 }), runOf()];
    const backlog = { tenants: [small.tenant, large.tenant], runs: [small, large], inFlight: new Map() };
    const picked = pickTickets(idleQueue, backlog, { work: 2.1 * ticket, tickets: 100 }, size);
    expect(picked.picks.map(({ count }) => count)).toEqual([8, 8, 8]);
    expect(picked.work).toBe(3 * ticket);
    expect(pickTickets(idleQueue, backlog, { work: 1e9, tickets: 2 }, size).picks).toHaveLength(2);
  });

  it('cuts tickets by work: short clips in large ones', () => {
    const [short, long] = [runOf({ frames: 2 }), runOf({ frames: 32 })];
    const backlog = { tenants: [short.tenant, long.tenant], runs: [short, long], inFlight: new Map() };
    const sized = { work: 20 * 40, samplesMin: 8, samplesMax: 64 };
    const { picks } = pickTickets(idleQueue, backlog, { work: 900, tickets: 100 }, sized);
    expect(picks.map(({ runId, count }) => [runId, count])).toEqual([
      [short.runId, 64],
      [long.runId, 20],
    ]);
  });

  it('takes no more of a run than may be issued', () => {
    const preview = { ...runOf(), nextIndex: 12, endIndex: 16 };
    const backlog = { tenants: [preview.tenant], runs: [preview], inFlight: new Map() };
    expect(pickTickets(idleQueue, backlog, { work: 1e6, tickets: 100 }, size).picks).toMatchObject([{ count: 4 }]);
  });

  it('picks nothing without room or backlog, and forgets tenants whose work is done', () => {
    const run = runOf({ samples: 16 });
    const simulation = new Simulation([run]);
    expect(simulation.round(0)).toEqual([]);
    expect(simulation.round(10)).toHaveLength(2);
    expect(simulation.round(10)).toEqual([]);
    expect(simulation.clock).toMatchObject({ tenants: { finish: new Map() }, runs: new Map(), charged: new Map() });
    expect(simulation.clock.tenants.now).toBeGreaterThan(0);
  });
});
