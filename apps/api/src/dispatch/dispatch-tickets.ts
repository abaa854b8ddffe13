import {
  type BacklogRun,
  type BacklogTenant,
  type DispatchRepository,
  type DispatchStateRepository,
  giveLane,
  joinLanes,
  laneRoom,
  look,
  nextTenants,
  pickTickets,
  type TicketQueue,
  type TicketQueueRef,
  type TicketStock,
  ticketSize,
  withIssued,
} from '@echocohort/platform';
import { type Lane, type TenantId } from '@echocohort/shared';
import { type DispatchConfig } from '../api-config.js';
import { type BundleState, noState, restoreStates, saveStates, type States, withQueue } from './dispatch-state.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface DispatchTicketsParts {
  readonly repository: DispatchRepository;
  readonly states: Pick<DispatchStateRepository, 'load' | 'save'>;
  readonly queue: TicketQueue;
  readonly config: DispatchConfig;
  readonly now?: () => number;
}

/** What the tickets of a queue still have to make, and what was taken out of them unmade. */
interface QueueStock {
  readonly work: number;
  readonly tickets: number;
  readonly withdrawn: number;
}

/** What all tickets still have to make, as one round needs it. */
interface Open {
  /** Of a bundle's lane. */
  of(ref: TicketQueueRef): QueueStock;
  /** Samples in tickets; grows as more are issued in this round. */
  readonly inFlight: Map<TenantId, number>;
}

/** A queue that has a backlog. */
interface Waiting {
  readonly ref: TicketQueueRef;
  readonly tenants: readonly BacklogTenant[];
}

/**
 * Keeps a bounded window of tickets in each queue, chosen fairly from the runs in the database: lanes of a bundle by their
 * shares, tenants by weight, a tenant's runs by deadline and in turns. Everything it decides is in the
 * database before it is in Redis, so a crash between the two, or the loss of Redis, leaves open tickets without a job: these are
 * found and queued anew under a new epoch (`ReconcileTickets`). What it remembers is saved every few seconds for the next leader.
 */
export class DispatchTickets implements LeaderDuty {
  readonly name = 'dispatch tickets';
  #states: States | null = null;
  #savedAtMs = 0;
  /** Since it was saved. */
  #hasIssued = false;

  constructor(private readonly parts: DispatchTicketsParts) {}

  begin(): void {
    this.#states = null;
  }

  /** Fills the window of every queue once. */
  async tick(): Promise<TickResult> {
    const { repository } = this.parts;
    this.#states ??= restoreStates(await this.parts.states.load());
    const open = openOf(await repository.takeStock());
    const queues = await repository.queuesWithBacklog();
    this.#look(open, queues);
    for (const fingerprint of new Set(queues.map((ref) => ref.fingerprint)))
      await this.#fillBundle(
        fingerprint,
        queues.filter((ref) => ref.fingerprint === fingerprint),
        open,
      );
    await this.#save();
    return queues.length > 0 ? 'more' : 'idle';
  }

  /** Sees how fast each queue's workers are, those of queues that have just emptied included. */
  #look(open: Open, queues: readonly TicketQueueRef[]): void {
    const states = this.#known();
    for (const { fingerprint } of queues)
      if (!states.has(fingerprint)) states.set(fingerprint, noState(this.#now(), this.parts.config));
    for (const [fingerprint, state] of states)
      for (const lane of Object.keys(state.queues) as Lane[]) {
        const { clock, pace } = state.queues[lane];
        const { work, withdrawn } = open.of({ fingerprint, lane });
        states.set(
          fingerprint,
          withQueue(states.get(fingerprint) ?? state, lane, {
            clock,
            pace: look(pace, { open: work, withdrawn }, this.#now(), this.parts.config),
          }),
        );
      }
  }

  async #fillBundle(fingerprint: string, refs: readonly TicketQueueRef[], open: Open): Promise<void> {
    const states = this.#known();
    const before = states.get(fingerprint) as BundleState;
    states.set(fingerprint, {
      ...before,
      lanes: joinLanes(
        before.lanes,
        refs.map(({ lane }) => lane),
      ),
    });
    for (const ref of refs)
      await this.#fill({ ref, tenants: await this.parts.repository.tenantsWithBacklog(ref) }, open);
  }

  async #fill({ ref, tenants }: Waiting, open: Open): Promise<void> {
    const { repository, queue, config } = this.parts;
    const state = this.#known().get(ref.fingerprint) as BundleState;
    const { clock, pace } = state.queues[ref.lane];
    const held = open.of(ref);
    const ofLane = laneRoom(state.lanes, config.laneShares, ref.lane, pace.windowWork);
    const room = {
      work: Math.min(pace.windowWork - held.work, ofLane),
      tickets: config.windowTicketsMax - held.tickets,
    };
    if (room.work <= 0 || room.tickets <= 0) return;
    const chosen = nextTenants(clock, tenants, open.inFlight, config.tenantsPerRound);
    const runs = await this.#runsOf(ref, chosen);
    const picked = pickTickets(
      clock,
      { tenants, runs, inFlight: open.inFlight },
      room,
      ticketSize(ref.lane, pace, config),
    );
    const tickets = await repository.issue(picked.picks);
    this.#hasIssued ||= tickets.length > 0;
    for (const { tenantId, count } of tickets) open.inFlight.set(tenantId, (open.inFlight.get(tenantId) ?? 0) + count);
    const satisfied = picked.work < room.work && picked.picks.length < room.tickets;
    const lanes = giveLane(state.lanes, config.laneShares, ref.lane, { work: picked.work, satisfied });
    this.#known().set(
      ref.fingerprint,
      withQueue({ ...state, lanes }, ref.lane, { clock: picked.clock, pace: withIssued(pace, picked.work) }),
    );
    await queue.add(tickets);
  }

  /** The fewer tenants have work, the more of their runs are looked at: a crowd of small runs must fill a window too. */
  #runsOf(ref: TicketQueueRef, tenants: readonly BacklogTenant[]): Promise<BacklogRun[]> {
    const { repository, config } = this.parts;
    const perTenant = Math.max(config.runsPerTenant, Math.ceil(config.runsPerRound / tenants.length));
    return repository.backlog(
      ref,
      tenants.map(({ tenantId }) => tenantId),
      perTenant,
    );
  }

  async #save(): Promise<void> {
    if (!this.#hasIssued || this.#now() - this.#savedAtMs < this.parts.config.saveEveryMs) return;
    this.#savedAtMs = this.#now();
    this.#hasIssued = false;
    await this.parts.states.save(saveStates(this.#known()));
  }

  #known(): States {
    this.#states ??= new Map<string, BundleState>();
    return this.#states;
  }

  #now(): number {
    return (this.parts.now ?? Date.now)();
  }
}

const keyOf = ({ fingerprint, lane }: TicketQueueRef): string => `${fingerprint} ${lane}`;

const nothing: QueueStock = { work: 0, tickets: 0, withdrawn: 0 };

const openOf = (rows: readonly TicketStock[]): Open => {
  const queues = new Map<string, QueueStock>();
  const inFlight = new Map<TenantId, number>();
  for (const row of rows) {
    const { work, tickets, withdrawn } = queues.get(keyOf(row)) ?? nothing;
    queues.set(keyOf(row), {
      work: work + row.work,
      tickets: tickets + row.tickets,
      withdrawn: withdrawn + row.withdrawn,
    });
    inFlight.set(row.tenantId, (inFlight.get(row.tenantId) ?? 0) + row.samples);
  }
  return { of: (ref) => queues.get(keyOf(ref)) ?? nothing, inFlight };
};
