import { jobCatalog, ticketQueueName, type TicketId, type TicketPayload } from '@echocohort/shared';
import { type Queue } from 'bullmq';
import { type Redis } from 'ioredis';
import { type NewJob, QueueSet } from './queue-set.js';

/** Tickets of one bundle and lane, in one queue. */
export type TicketQueueRef = Pick<TicketPayload, 'fingerprint' | 'lane'>;
export type TicketRef = Pick<TicketPayload, 'ticketId' | 'epoch'> & TicketQueueRef;
export type QueueDepth = Record<'waiting' | 'active' | 'delayed' | 'failed', number>;

const job = jobCatalog['sample-ticket'];
const live: ReadonlySet<string> = new Set(['waiting', 'active', 'delayed']);

/** One job a ticket and epoch, so that adding one twice changes nothing while it lives. BullMQ forbids ":" here. */
export const jobIdOf = ({ ticketId, epoch }: TicketRef): string => `${ticketId}-e${epoch}`;

/**
 * The producer's side of the ticket queues, of which each bundle has one a lane. They hold work that is ready now and nothing
 * that could not be issued again.
 */
export class TicketQueue {
  private readonly queues: QueueSet;

  /** The connection stays the caller's: `close` does not end it. */
  constructor(connection: Redis) {
    this.queues = new QueueSet(connection);
  }

  async add(tickets: readonly TicketPayload[]): Promise<void> {
    await this.queues.addBulk(tickets.map((ticket) => [ticketQueueName(ticket), jobOf(ticket)]));
  }

  /** Which of the tickets have a job of that epoch that waits, runs or is delayed. */
  async alive(tickets: readonly TicketRef[]): Promise<Set<TicketId>> {
    const states = await Promise.all(tickets.map((ticket) => this.of(ticket).getJobState(jobIdOf(ticket))));
    return new Set(tickets.filter((_, k) => live.has(states[k] ?? '')).map(({ ticketId }) => ticketId));
  }

  /** Takes jobs out that no worker has begun; one that runs is left to the fence. */
  async remove(tickets: readonly TicketRef[]): Promise<void> {
    await Promise.all(tickets.map((ticket) => this.of(ticket).remove(jobIdOf(ticket))));
  }

  /** Tickets of one queue by state. */
  async depth(ref: TicketQueueRef): Promise<QueueDepth> {
    const counts = await this.of(ref).getJobCounts('waiting', 'active', 'delayed', 'failed');
    const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { waiting, active, delayed, failed };
  }

  /** Workers that take tickets of this queue, whichever process they are in. */
  workers(ref: TicketQueueRef): Promise<number> {
    return this.of(ref).getWorkersCount();
  }

  async close(): Promise<void> {
    await this.queues.close();
  }

  private of(ref: TicketQueueRef): Queue {
    return this.queues.named(ticketQueueName(ref));
  }
}

const jobOf = (ticket: TicketPayload): NewJob => ({
  name: 'sample-ticket',
  data: ticket,
  opts: {
    jobId: jobIdOf(ticket),
    attempts: job.attempts,
    backoff: { type: 'exponential', delay: job.backoffMs },
    removeOnComplete: true,
    removeOnFail: true,
  },
});
