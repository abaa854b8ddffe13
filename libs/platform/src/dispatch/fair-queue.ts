import { type RunId, type TenantId } from '@echocohort/shared';
import { type FairClock, idleClock, rested, RunningClock } from './fair-clock.js';

/** A tenant that has runs with samples that no ticket holds yet. */
export interface BacklogTenant {
  readonly tenantId: TenantId;
  /** Share beside other tenants. */
  readonly weight: number;
  /** Samples that it may have in tickets while others wait; null: no bound. */
  readonly inFlightCap: number | null;
}

/** A run with samples that no ticket holds yet, as the dispatcher sees it. */
export interface BacklogRun {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  /** Of its samples, on average. */
  readonly frames: number;
  readonly nextIndex: number;
  /** The end of the samples that may be issued now. */
  readonly endIndex: number;
  /** Samples that have a result, and the attempts that these took. */
  readonly done: number;
  readonly attempts: number;
  /** When its user wants it to be done, ms; null: whenever its turn comes. */
  readonly deadlineMs: number | null;
}

export interface TicketRequest {
  readonly runId: RunId;
  readonly count: number;
}

/** How large tickets are: so much work, within these numbers of samples. */
export interface TicketSize {
  readonly work: number;
  readonly samplesMin: number;
  readonly samplesMax: number;
}

/** What a run's samples were charged when they were issued, and what of them was known to be done then. */
interface Charge {
  readonly tenantId: TenantId;
  readonly workPerSample: number;
  readonly done: number;
  readonly attempts: number;
}

/** What is remembered of a queue from one round to the next. */
export interface QueueClock {
  readonly tenants: FairClock;
  /** How a tenant's runs take turns, where there is more than one. */
  readonly runs: ReadonlyMap<TenantId, FairClock>;
  readonly charged: ReadonlyMap<RunId, Charge>;
}

export const idleQueue: QueueClock = { tenants: idleClock, runs: new Map(), charged: new Map() };

/** A run that has nothing done yet is expected to need what most runs need. */
const attemptsAtFirst = 1.25;
/** So many results outweigh that. */
const samplesToBelieve = 8;

/** Work of one sample of a run: frames, times the attempts that its samples are expected to need. */
export const workPerSample = ({ frames, attempts, done }: Pick<BacklogRun, 'frames' | 'attempts' | 'done'>): number =>
  (frames * (attempts + samplesToBelieve * attemptsAtFirst)) / (done + samplesToBelieve);

const isCapped = ({ inFlightCap }: BacklogTenant, inFlight: number): boolean =>
  inFlightCap !== null && inFlight >= inFlightCap;

/**
 * The tenants that the next tickets may go to: those who wait longest for their share, and those who have all they may only
 * where others are too few. The others are not looked at in this round.
 * @param tenants oldest run first, which breaks ties
 * @param inFlight samples that each tenant has in tickets
 */
export const nextTenants = <T extends BacklogTenant>(
  clock: QueueClock,
  tenants: readonly T[],
  inFlight: ReadonlyMap<TenantId, number>,
  limit: number,
): T[] => {
  const running = new RunningClock(clock.tenants);
  const keyed = tenants.map((tenant) => ({
    tenant,
    capped: isCapped(tenant, inFlight.get(tenant.tenantId) ?? 0),
    start: running.startOf(tenant.tenantId),
  }));
  keyed.sort((a, b) => Number(a.capped) - Number(b.capped) || a.start - b.start);
  return keyed.slice(0, limit).map(({ tenant }) => tenant);
};

export interface Backlog {
  /** Every tenant of the queue that has a backlog. */
  readonly tenants: readonly BacklogTenant[];
  /** Runs of `nextTenants`, each tenant's oldest first. */
  readonly runs: readonly BacklogRun[];
  /** Samples that each tenant has in tickets, of this queue and others. */
  readonly inFlight: ReadonlyMap<TenantId, number>;
}

/** What may be issued; the last ticket may go beyond the work. */
export interface Room {
  readonly work: number;
  readonly tickets: number;
}

export interface Picked {
  readonly picks: readonly TicketRequest[];
  readonly clock: QueueClock;
  /** Of the picks. */
  readonly work: number;
}

/**
 * Which runs of a queue get the next tickets. Tenants share by weight; a tenant's runs with a deadline go first, the nearest
 * one before all, the others take turns. A ticket costs frames x samples x expected attempts; when its samples are done, the
 * tenant is charged what they did cost.
 */
export const pickTickets = (clock: QueueClock, backlog: Backlog, room: Room, size: TicketSize): Picked => {
  if (backlog.tenants.length === 0)
    return { picks: [], clock: { ...idleQueue, tenants: rested(clock.tenants) }, work: 0 };
  const known: Tenants = new Map(backlog.tenants.map((tenant) => [tenant.tenantId, tenant]));
  const tenants = new RunningClock(clock.tenants);
  const charged = settle(clock, backlog.runs, tenants, known);
  const flows = flowsOf(known, backlog, clock);
  const picks: TicketRequest[] = [];
  let work = 0;
  while (work < room.work && picks.length < room.tickets && flows.length > 0) {
    const flow = nextFlow(flows, tenants);
    const pick = takeTicket(flow, size);
    const cost = pick.count * pick.workPerSample;
    tenants.serve(flow.tenant.tenantId, cost / flow.tenant.weight);
    charge(charged, flow.tenant.tenantId, pick);
    picks.push({ runId: pick.run.runId, count: pick.count });
    work += cost;
    if (flow.runs.length === 0) flows.splice(flows.indexOf(flow), 1);
  }
  return { picks, clock: remembered(clock, known, backlog.runs, tenants.stop(), charged, flows), work };
};

type Tenants = ReadonlyMap<TenantId, BacklogTenant>;

interface WaitingRun extends BacklogRun {
  /** First sample that is not issued, and how many of it and those after it may be. */
  next: number;
  left: number;
}

interface Flow {
  readonly tenant: BacklogTenant;
  readonly clock: RunningClock;
  readonly runs: WaitingRun[];
  inFlight: number;
}

interface NextTicket {
  readonly run: WaitingRun;
  readonly count: number;
  readonly workPerSample: number;
}

/** Tenants in the order of their first run, which breaks ties. */
const flowsOf = (known: Tenants, { runs, inFlight }: Backlog, { runs: clocks }: QueueClock): Flow[] => {
  const flows = new Map<TenantId, Flow>();
  for (const run of runs) {
    const tenant = known.get(run.tenantId);
    const left = run.endIndex - run.nextIndex;
    if (tenant === undefined || left <= 0) continue;
    const { tenantId } = tenant;
    const flow = flows.get(tenantId) ?? {
      ...{ tenant, clock: new RunningClock(clocks.get(tenantId)), runs: [] },
      inFlight: inFlight.get(tenantId) ?? 0,
    };
    flow.runs.push({ ...run, next: run.nextIndex, left });
    flows.set(tenantId, flow);
  }
  return [...flows.values()];
};

/** Who has all that he may have goes after everybody else, and only then. */
const nextFlow = (flows: readonly Flow[], clock: RunningClock): Flow =>
  flows.reduce((best, other) => {
    const [bestCapped, otherCapped] = [isCapped(best.tenant, best.inFlight), isCapped(other.tenant, other.inFlight)];
    if (bestCapped !== otherCapped) return bestCapped ? other : best;
    return clock.startOf(other.tenant.tenantId) < clock.startOf(best.tenant.tenantId) ? other : best;
  });

const nextRun = ({ runs, clock }: Flow): WaitingRun =>
  runs.reduce((best, other) => {
    const [bestBy, otherBy] = [
      best.deadlineMs ?? Number.POSITIVE_INFINITY,
      other.deadlineMs ?? Number.POSITIVE_INFINITY,
    ];
    if (bestBy !== otherBy) return otherBy < bestBy ? other : best;
    return clock.startOf(other.runId) < clock.startOf(best.runId) ? other : best;
  });

const takeTicket = (flow: Flow, { work, samplesMin, samplesMax }: TicketSize): NextTicket => {
  const run = nextRun(flow);
  const cost = workPerSample(run);
  const count = Math.min(run.left, samplesMax, Math.max(samplesMin, Math.round(work / cost)));
  flow.clock.serve(run.runId, count * cost);
  flow.inFlight += count;
  run.next += count;
  run.left -= count;
  if (run.left === 0) flow.runs.splice(flow.runs.indexOf(run), 1);
  return { run, count, workPerSample: cost };
};

type Charges = Map<RunId, Charge>;

/** Charges tenants what is done since the last look has cost, where that is not what was charged. */
const settle = (
  { charged }: QueueClock,
  runs: readonly BacklogRun[],
  tenants: RunningClock,
  known: Tenants,
): Charges => {
  const charges: Charges = new Map(charged);
  for (const { runId, tenantId, frames, done, attempts } of runs) {
    const before = charges.get(runId);
    if (before === undefined || done <= before.done) continue;
    const cost = frames * (attempts - before.attempts) - before.workPerSample * (done - before.done);
    tenants.correct(tenantId, cost / (known.get(tenantId)?.weight ?? 1));
    charges.set(runId, { ...before, done, attempts });
  }
  return charges;
};

/** Samples under way were charged at several rates: their mean is remembered. */
const charge = (charges: Charges, tenantId: TenantId, { run, count, workPerSample: cost }: NextTicket): void => {
  const { runId, done, attempts, next } = run;
  const before = charges.get(runId)?.workPerSample ?? cost;
  const underWay = Math.max(0, next - count - done);
  const mean = (before * underWay + cost * count) / (underWay + count);
  charges.set(runId, { tenantId, workPerSample: mean, done, attempts });
};

/** Runs and tenants without a backlog are forgotten; those that were not looked at in this round are not. */
const remembered = (
  before: QueueClock,
  known: Tenants,
  runs: readonly BacklogRun[],
  tenants: FairClock,
  charges: Charges,
  flows: readonly Flow[],
): QueueClock => {
  const looked = new Set(runs.map(({ runId }) => runId));
  const lookedAt = new Set(runs.map(({ tenantId }) => tenantId));
  const isAway = (tenantId: TenantId): boolean => known.has(tenantId) && !lookedAt.has(tenantId);
  const away = [...before.runs].filter(([tenantId]) => isAway(tenantId));
  const turns = flows
    .filter(({ runs }) => runs.length > 1)
    .map(({ tenant, clock }) => [tenant.tenantId, clock.stop()] as const);
  return {
    tenants,
    runs: new Map([...away, ...turns]),
    charged: new Map([...charges].filter(([runId, { tenantId }]) => looked.has(runId) || isAway(tenantId))),
  };
};
