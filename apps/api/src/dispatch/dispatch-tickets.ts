import {
  type DispatchRepository,
  idleLane,
  type LaneClock,
  look,
  type Pace,
  pickTickets,
  type TicketQueue,
  type TicketQueueRef,
  ticketSamples,
  unknownPace,
  withIssued,
} from '@echocohort/platform';
import { ticketQueueName } from '@echocohort/shared';
import { type DispatchConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface DispatchTicketsParts {
  readonly repository: DispatchRepository;
  readonly queue: TicketQueue;
  readonly config: DispatchConfig;
  readonly now?: () => number;
}

/** What is remembered of a queue while this process leads. */
interface QueueState {
  readonly clock: LaneClock;
  readonly pace: Pace;
}

/**
 * Keeps a bounded window of tickets in each queue, chosen fairly from the runs in the database. Everything it decides is in the
 * database before it is in Redis, so a crash between the two, or the loss of Redis, leaves open tickets without a job: these are
 * found and queued anew under a new epoch (`ReconcileTickets`).
 */
export class DispatchTickets implements LeaderDuty {
  readonly name = 'dispatch tickets';
  #queues = new Map<string, QueueState>();

  constructor(private readonly parts: DispatchTicketsParts) {}

  begin(): void {
    this.#queues = new Map();
  }

  /** Fills the window of every queue once. */
  async tick(): Promise<TickResult> {
    const { repository } = this.parts;
    const open = new Map((await repository.openWork()).map((work) => [ticketQueueName(work), work.samples]));
    for (const name of new Set([...open.keys(), ...this.#queues.keys()])) this.#look(name, open.get(name) ?? 0);
    const queues = await repository.queuesWithBacklog();
    for (const ref of queues) await this.#fill(ref, open.get(ticketQueueName(ref)) ?? 0);
    return queues.length > 0 ? 'more' : 'idle';
  }

  async #fill(ref: TicketQueueRef, open: number): Promise<void> {
    const { repository, queue, config } = this.parts;
    const name = ticketQueueName(ref);
    const { clock, pace } = this.#stateOf(name);
    const room = pace.windowSamples - open;
    if (room <= 0) return;
    const backlog = await repository.backlog(ref, config.backlogRunsPerPick);
    const picked = pickTickets(clock, backlog, room, ticketSamples(ref.lane, pace, config));
    const tickets = await repository.issue(picked.picks);
    const samples = tickets.reduce((sum, { count }) => sum + count, 0);
    this.#queues.set(name, { clock: picked.clock, pace: withIssued(pace, samples) });
    await queue.add(tickets);
  }

  #look(name: string, open: number): void {
    const { config, now = Date.now } = this.parts;
    const { clock, pace } = this.#stateOf(name);
    this.#queues.set(name, { clock, pace: look(pace, open, now(), config) });
  }

  #stateOf(name: string): QueueState {
    const { config, now = Date.now } = this.parts;
    return this.#queues.get(name) ?? { clock: idleLane, pace: unknownPace(now(), config) };
  }
}
