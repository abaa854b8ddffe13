import { describe, expect, it } from '@jest/globals';
import { newRunId, newTenantId, type RunId, type TenantId } from '@echocohort/shared';
import { idleLane, pickTickets, type BacklogRun, type LaneClock, type TicketRequest } from '../index.js';

const samplesPerTicket = 8;

interface RunOptions {
  tenantId?: TenantId;
  weight?: number;
  frames?: number;
  samples?: number;
}

const runOf = ({ tenantId, weight = 1, frames = 32, samples = 10_000 }: RunOptions = {}): BacklogRun => ({
  runId: newRunId(),
  tenantId: tenantId ?? newTenantId(),
  weight,
  frames,
  nextIndex: 0,
  samplesTotal: samples,
});

/** A dispatcher over time: its backlog shrinks by what is picked, and runs may join between two rounds. */
class Simulation {
  clock: LaneClock = idleLane;
  readonly served = new Map<RunId, number>();
  constructor(public backlog: BacklogRun[]) {}

  /** As many whole tickets. */
  round(tickets: number): TicketRequest[] {
    const { picks, clock } = pickTickets(this.clock, this.backlog, tickets * samplesPerTicket, samplesPerTicket);
    this.clock = clock;
    for (const { runId, count } of picks) {
      this.served.set(runId, (this.served.get(runId) ?? 0) + count);
      this.backlog = this.backlog
        .map((run) => (run.runId === runId ? { ...run, nextIndex: run.nextIndex + count } : run))
        .filter((run) => run.nextIndex < run.samplesTotal);
    }
    return picks;
  }

  /** Frames that a run got. */
  work(run: BacklogRun): number {
    return (this.served.get(run.runId) ?? 0) * run.frames;
  }
}

/** The same numbers for the same seed, 0..1. */
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

describe('pickTickets', () => {
  it('shares 1:3 by weight, to within one ticket of each, after every single ticket', () => {
    const [light, heavy] = [runOf({ weight: 1 }), runOf({ weight: 3 })];
    const simulation = new Simulation([light, heavy]);
    const ticket = samplesPerTicket * 32;
    for (let k = 0; k < 400; k += 1) {
      simulation.round(1);
      const lead = simulation.work(heavy) / 3 - simulation.work(light);
      expect(Math.abs(lead)).toBeLessThanOrEqual(ticket / 3 + ticket);
    }
    expect(simulation.work(heavy) / simulation.work(light)).toBeCloseTo(3, 1);
  });

  it('keeps the bound of the paper for random weights, lengths and window sizes, while first come first served breaks it', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const next = random(seed);
      const runs = Array.from({ length: 5 }, () =>
        runOf({ weight: 1 + Math.floor(next() * 5), frames: 8 + Math.floor(next() * 56) }),
      );
      const fair = new Simulation(runs);
      for (let k = 0; k < 60; k += 1) fair.round(1 + Math.floor(next() * 6));
      expect(worstLead(runs, (run) => fair.work(run))).toBeLessThanOrEqual(1);
      const first = runs[0]!;
      expect(worstLead(runs, (run) => (run === first ? 60 * samplesPerTicket * run.frames : 0))).toBeGreaterThan(1);
    }
  });

  it('gives the same picks whether room comes bit by bit or all at once', () => {
    const runs = [runOf({ weight: 2 }), runOf({ frames: 16 }), runOf({ samples: 20 })];
    const [one, all] = [new Simulation(runs), new Simulation(runs)];
    const singly = Array.from({ length: 30 }, () => one.round(1)).flat();
    expect(all.round(30)).toEqual(singly);
  });

  it('serves a newcomer at once, however long the others have been there', () => {
    const old = [runOf(), runOf(), runOf()];
    const simulation = new Simulation(old);
    simulation.round(300);
    const newcomer = runOf();
    simulation.backlog.push(newcomer);
    simulation.round(8);
    const shares = [...old, newcomer].map((run) => simulation.work(run));
    expect(shares[3]).toBeGreaterThanOrEqual(samplesPerTicket * 32);
    expect(shares[3]).toBeLessThanOrEqual(3 * samplesPerTicket * 32);
  });

  it('lets nobody save up time in which they asked for nothing', () => {
    const [steady, sleeper] = [runOf(), runOf({ samples: 8 })];
    const simulation = new Simulation([steady, sleeper]);
    simulation.round(400);
    const back = runOf({ tenantId: sleeper.tenantId });
    simulation.backlog.push(back);
    const before = simulation.work(steady);
    simulation.round(20);
    expect(simulation.work(back)).toBeLessThanOrEqual(11 * samplesPerTicket * 32);
    expect(simulation.work(steady) - before).toBeGreaterThanOrEqual(9 * samplesPerTicket * 32);
  });

  it('goes beyond its room by one ticket at most', () => {
    const simulation = new Simulation([runOf({ samples: 20 }), runOf()]);
    const { picks } = pickTickets(idleLane, simulation.backlog, 17, samplesPerTicket);
    expect(picks.map(({ count }) => count)).toEqual([8, 8, 8]);
  });

  it("takes a tenant's runs oldest first and gives a tenant no more for having more runs", () => {
    const many = newTenantId();
    const runs = [runOf({ tenantId: many, samples: 12 }), runOf({ tenantId: many }), runOf({ tenantId: many })];
    const single = runOf();
    const simulation = new Simulation([...runs, single]);
    simulation.round(40);
    expect(simulation.served.get(runs[0]!.runId)).toBe(12);
    expect(simulation.served.has(runs[2]!.runId)).toBe(false);
    const theirs = runs.reduce((sum, run) => sum + simulation.work(run), 0);
    expect(Math.abs(theirs - simulation.work(single))).toBeLessThanOrEqual(2 * samplesPerTicket * 32);
  });

  it('picks nothing without room or backlog, and forgets tenants whose work is done', () => {
    const run = runOf({ samples: 16 });
    expect(pickTickets(idleLane, [run], 0, samplesPerTicket).picks).toEqual([]);
    const simulation = new Simulation([run]);
    expect(simulation.round(10)).toHaveLength(2);
    expect(simulation.round(10)).toEqual([]);
    expect(simulation.clock.finish).toEqual({});
    expect(simulation.clock.now).toBeGreaterThan(0);
  });
});

/** Largest difference of work per weight between two tenants, over the bound l_f / w_f + l_m / w_m (1: at the bound). */
const worstLead = (runs: readonly BacklogRun[], work: (run: BacklogRun) => number): number => {
  const ticket = (run: BacklogRun): number => (samplesPerTicket * run.frames) / run.weight;
  const pairs = runs.flatMap((a) => runs.map((b) => [a, b] as const));
  return Math.max(
    ...pairs.map(([a, b]) => Math.abs(work(a) / a.weight - work(b) / b.weight) / (ticket(a) + ticket(b))),
  );
};
