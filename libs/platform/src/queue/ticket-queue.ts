import { jobCatalog, type Lane, type TicketId, type TicketPayload } from '@echocohort/shared';
import { Queue, type BulkJobOptions } from 'bullmq';
import { type Redis } from 'ioredis';

export type TicketRef = Pick<TicketPayload, 'ticketId' | 'epoch'>;
export type QueueDepth = Record<'waiting' | 'active' | 'delayed' | 'failed', number>;

const job = jobCatalog['sample-ticket'];
const live: ReadonlySet<string> = new Set(['waiting', 'active', 'delayed', 'prioritized']);
/** BullMQ takes jobs without a priority before all that have one, each kind first in, first out. */
const priorities: Record<Lane, number> = { interactive: 0, bulk: 1 };

/** One job a ticket and epoch, so that adding one twice changes nothing while it lives. BullMQ forbids ":" here. */
export const jobIdOf = ({ ticketId, epoch }: TicketRef): string => `${ticketId}-e${epoch}`;

/** The producer's side of the ticket queue. It holds work that is ready now and nothing that could not be issued again. */
export class TicketQueue {
  private readonly queue: Queue;

  /** The connection stays the caller's: `close` does not end it. */
  constructor(connection: Redis) {
    this.queue = new Queue(job.queue, { connection });
    // The connection reports its own outages, once each; BullMQ repeats every retry of them here.
    this.queue.on('error', () => undefined);
  }

  async add(tickets: readonly TicketPayload[]): Promise<void> {
    if (tickets.length === 0) return;
    await this.queue.addBulk(
      tickets.map((ticket) => ({ name: 'sample-ticket', data: ticket, opts: optionsOf(ticket) })),
    );
  }

  /** Which of the tickets have a job of that epoch that waits, runs or is delayed. */
  async alive(tickets: readonly TicketRef[]): Promise<Set<TicketId>> {
    const states = await Promise.all(tickets.map((ticket) => this.queue.getJobState(jobIdOf(ticket))));
    return new Set(tickets.filter((_, k) => live.has(states[k] ?? '')).map(({ ticketId }) => ticketId));
  }

  /** Takes jobs out that no worker has begun; one that runs is left to the fence. */
  async remove(tickets: readonly TicketRef[]): Promise<void> {
    await Promise.all(tickets.map((ticket) => this.queue.remove(jobIdOf(ticket))));
  }

  async depth(): Promise<QueueDepth> {
    const counts = await this.queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { waiting: waiting + prioritized, active, delayed, failed };
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}

const optionsOf = (ticket: TicketPayload): BulkJobOptions => ({
  jobId: jobIdOf(ticket),
  priority: priorities[ticket.lane],
  attempts: job.attempts,
  backoff: { type: 'exponential', delay: job.backoffMs },
  removeOnComplete: true,
  removeOnFail: true,
});
