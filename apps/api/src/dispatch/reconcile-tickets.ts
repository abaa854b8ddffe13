import {
  type DispatchRepository,
  type Logger,
  type Metrics,
  type SampleSpecs,
  type TicketQueue,
  type TicketQueueRef,
} from '@echocohort/platform';
import { lanes, ticketQueueName } from '@echocohort/shared';
import { type DispatchConfig } from '../api-config.js';
import { type OfferedBundle } from '../parts.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface ReconcileTicketsParts {
  readonly repository: DispatchRepository;
  readonly specs: Pick<SampleSpecs, 'of'>;
  readonly queue: TicketQueue;
  readonly bundles: readonly OfferedBundle[];
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: DispatchConfig;
  readonly now?: () => number;
}

/** Finds open tickets that Redis no longer has, queues them anew, and measures the queues. */
export class ReconcileTickets implements LeaderDuty {
  readonly name = 'reconcile tickets';
  #doneAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: ReconcileTicketsParts) {}

  begin(): void {
    this.#doneAt = Number.NEGATIVE_INFINITY;
  }

  /** The gauges speak of the whole system: two processes that tell them would add up. */
  end(): void {
    const { queueTickets, queueWorkers, backlogSamples, oldestBacklogAge } = this.parts.metrics;
    for (const gauge of [queueTickets, queueWorkers, backlogSamples, oldestBacklogAge]) gauge.reset();
  }

  async tick(): Promise<TickResult> {
    const { config, now = Date.now } = this.parts;
    if (now() - this.#doneAt < config.reconcileEveryMs) return 'idle';
    await this.reconcile();
    this.#doneAt = now();
    return 'idle';
  }

  /** @returns tickets that were queued anew */
  async reconcile(): Promise<number> {
    const { repository, specs, queue, config, logger } = this.parts;
    const open = (await repository.openTickets(config.reconcileAfterMs)).map(({ payload }) => payload);
    const alive = await queue.alive(open);
    const dead = open.filter(({ ticketId }) => !alive.has(ticketId)).map(({ ticketId }) => ticketId);
    const givenUp = await repository.giveUp(dead, specs);
    for (const ticket of givenUp) logger.error(ticket, 'gave up a ticket on which workers end');
    const reissued = await repository.reissue(dead);
    await queue.add(reissued);
    if (reissued.length > 0) logger.warn({ tickets: reissued.length }, 'queued tickets anew that Redis had lost');
    await this.#measure(open);
    return reissued.length;
  }

  async #measure(open: readonly TicketQueueRef[]): Promise<void> {
    const { repository, metrics } = this.parts;
    const figures = await repository.queueFigures();
    for (const lane of lanes) {
      const found = figures.find((figure) => figure.lane === lane);
      metrics.backlogSamples.set({ lane }, found?.backlogSamples ?? 0);
      metrics.oldestBacklogAge.set({ lane }, found?.oldestBacklogSeconds ?? 0);
    }
    await Promise.all(this.#refsOf(open).map((ref) => this.#measureQueue(ref)));
  }

  async #measureQueue(ref: TicketQueueRef): Promise<void> {
    const { queue, metrics } = this.parts;
    const labels = { lane: ref.lane, bundle: this.#bundleOf(ref) };
    const [depth, workers] = await Promise.all([queue.depth(ref), queue.workers(ref)]);
    for (const [state, tickets] of Object.entries(depth)) metrics.queueTickets.set({ ...labels, state }, tickets);
    metrics.queueWorkers.set(labels, workers);
  }

  /** The queues of all offered bundles, and of those that still have tickets. */
  #refsOf(open: readonly TicketQueueRef[]): TicketQueueRef[] {
    const offered = this.parts.bundles.flatMap(({ fingerprint }) => lanes.map((lane) => ({ fingerprint, lane })));
    return [...new Map([...offered, ...open].map((ref) => [ticketQueueName(ref), ref])).values()];
  }

  /** As people know it; of one that is not offered any more, the beginning of its fingerprint. */
  #bundleOf({ fingerprint }: TicketQueueRef): string {
    const offered = this.parts.bundles.find((bundle) => bundle.fingerprint === fingerprint);
    return offered ? `${offered.manifest.name} ${offered.manifest.version}` : fingerprint.slice(0, 12);
  }
}
