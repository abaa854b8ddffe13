import { setTimeout } from 'node:timers/promises';
import {
  type Database,
  type DispatchRepository,
  emptyFairQueue,
  type FairQueueState,
  type Leadership,
  type Logger,
  type Metrics,
  pickTickets,
  type TicketQueue,
  type TicketRequest,
} from '@echocohort/platform';
import { type Lane } from '@echocohort/shared';
import { type DispatchConfig } from '../api-config.js';
import { type DispatchBell } from './dispatch-bell.js';
import { type LeaderDuty } from './leader-duty.js';

export interface DispatcherParts {
  readonly database: Pick<Database, 'tryLead'>;
  readonly repository: DispatchRepository;
  readonly queue: TicketQueue;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: DispatchConfig;
  readonly bell: DispatchBell;
  /** What else the leader does. */
  readonly duties?: readonly LeaderDuty[];
  readonly now?: () => number;
}

const stopWaitMs = 2_000;

/** 'more': samples still wait for a place in the window. 'idle': none do. */
export type RoundResult = 'more' | 'idle';

/**
 * Keeps a bounded window of tickets in Redis, chosen fairly from the runs in the database. Of all processes that run
 * one, a single leader dispatches. Everything it decides is in the database before it is in Redis, so a crash between
 * the two, or the loss of Redis, leaves open tickets without a job: these are found and queued anew under a new epoch.
 */
export class Dispatcher {
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #fair: FairQueueState = emptyFairQueue;
  #reconciledAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: DispatcherParts) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /**
   * Ends after the round under way and hands the leadership on. A round that waits for a lost Redis is not waited for:
   * its connection's end ends it.
   */
  async stop(): Promise<void> {
    this.#stop.abort();
    const ended = new AbortController();
    const late = setTimeout(stopWaitMs, null, { signal: ended.signal }).catch(() => null);
    await Promise.race([this.#running, late]);
    ended.abort();
  }

  async #run(): Promise<void> {
    const { database, logger, config } = this.parts;
    while (!this.#stop.signal.aborted) {
      try {
        const leadership = await database.tryLead();
        if (leadership !== null) await this.#lead(leadership);
      } catch (error) {
        logger.warn({ err: error }, 'the dispatcher cannot reach the database');
      }
      // Not the bell: it rings with every request here, and each asking costs the database a connection.
      await setTimeout(config.leadRetryMs, null, { signal: this.#stop.signal }).catch(() => null);
    }
  }

  async #lead(leadership: Leadership): Promise<void> {
    const { logger, config, bell, duties = [] } = this.parts;
    const signals = [this.#stop.signal, leadership.lost];
    logger.info('this process dispatches');
    this.#fair = emptyFairQueue;
    this.#reconciledAt = Number.NEGATIVE_INFINITY;
    for (const duty of duties) duty.begin();
    try {
      while (!signals.some((signal) => signal.aborted)) {
        const pauseMs = (await this.#safeRound()) === 'idle' ? config.idlePollMs : config.busyPollMs;
        for (const duty of duties) await this.#safeTick(duty);
        await bell.heard(pauseMs, ...signals);
      }
    } finally {
      await leadership.release();
      logger.info('this process no longer dispatches');
    }
  }

  /** An outage of Redis or Postgres must not end the loop: what a round left undone, a later one finds. */
  async #safeRound(): Promise<RoundResult> {
    try {
      await this.reconcileWhenDue();
      return await this.round();
    } catch (error) {
      this.parts.logger.warn({ err: error }, 'a dispatch round failed');
      return 'more';
    }
  }

  async #safeTick(duty: LeaderDuty): Promise<void> {
    try {
      await duty.tick();
    } catch (error) {
      this.parts.logger.warn({ err: error, duty: duty.name }, 'a duty of the leader failed');
    }
  }

  /** Fills the window once. */
  async round(): Promise<RoundResult> {
    const { repository, queue, config } = this.parts;
    const slots = config.windowTickets - (await repository.openTicketCount());
    const backlog = await repository.backlog(config.backlogRunsPerPick);
    if (backlog.length === 0) return 'idle';
    if (slots <= 0) return 'more';
    const tickets = await repository.issue(this.#pick(backlog, slots));
    await queue.add(tickets);
    return 'more';
  }

  /** Interactive tickets are small, so that a person's samples spread over the workers; bulk ones are a full batch. */
  #pick(backlog: Parameters<typeof pickTickets>[1], slots: number): TicketRequest[] {
    const { samplesPerInteractiveTicket, samplesPerBulkTicket } = this.parts.config;
    const ofLane = (lane: Lane) => backlog.filter((run) => run.lane === lane);
    const first = pickTickets(this.#fair, ofLane('interactive'), slots, samplesPerInteractiveTicket);
    const rest = pickTickets(this.#fair, ofLane('bulk'), slots - first.picks.length, samplesPerBulkTicket);
    this.#fair = { interactive: first.state.interactive, bulk: rest.state.bulk };
    return [...first.picks, ...rest.picks];
  }

  async reconcileWhenDue(): Promise<void> {
    const now = (this.parts.now ?? Date.now)();
    if (now - this.#reconciledAt < this.parts.config.reconcileEveryMs) return;
    await this.reconcile();
    this.#reconciledAt = now;
  }

  /** Finds open tickets that Redis no longer has, queues them anew, and brings the gauges up to date. */
  async reconcile(): Promise<number> {
    const { repository, queue, config, logger } = this.parts;
    const open = await repository.openTickets(config.reconcileAfterMs);
    const alive = await queue.alive(open);
    const dead = open.filter(({ ticketId }) => !alive.has(ticketId)).map(({ ticketId }) => ticketId);
    for (const ticket of await repository.giveUp(dead)) logger.error(ticket, 'gave up a ticket on which workers end');
    const reissued = await repository.reissue(dead);
    await queue.add(reissued);
    if (reissued.length > 0) logger.warn({ tickets: reissued.length }, 'queued tickets anew that Redis had lost');
    await this.#measure();
    return reissued.length;
  }

  async #measure(): Promise<void> {
    const { repository, queue, metrics } = this.parts;
    const { backlogSamples, oldestBacklogSeconds } = await repository.queueFigures();
    metrics.backlogSamples.set(backlogSamples);
    metrics.oldestBacklogAge.set(oldestBacklogSeconds);
    for (const [state, tickets] of Object.entries(await queue.depth())) metrics.queueTickets.set({ state }, tickets);
  }
}
