import { ticketQueueName, type TicketPayload } from '@echocohort/shared';
import { type Job, type Processor, Worker, type WorkerOptions } from 'bullmq';
import { type Redis } from 'ioredis';
import { z } from 'zod';
import { controlsOf, type JobTimings, type JobWorker, processorOf, workerOptionsOf } from './job-worker.js';
import { type TicketQueueRef } from './ticket-queue.js';

export interface TicketWorkerOptions {
  readonly connection: Redis;
  /** Whose tickets it takes. */
  readonly queue: TicketQueueRef;
  /** Tickets in hand at once. */
  readonly concurrency: number;
  /**
   * With so many samples in hand no further ticket is taken, so that the first of several workers does not take
   * everything. Tickets that end at the same moment may bring one too many; one is taken however many it has.
   */
  readonly samplesInHand: number;
  /**
   * Does a ticket. `signal` aborts when the ticket's lock is lost, so another worker may have it. An EchoError whose
   * verdict says that a retry cannot help fails the job for good.
   */
  readonly handle: (ticket: TicketPayload, signal: AbortSignal) => Promise<void>;
  /** Every failed try of a ticket, and a lost connection once, not once a retry. */
  readonly onError: (error: unknown) => void;
  /** Other times than the job catalog's, for tests of a worker's death. */
  readonly timings?: JobTimings;
}

export interface TicketWorker extends JobWorker {
  /** Whether it would take another ticket now. */
  hasRoom(): boolean;
}

const samplesSchema = z.looseObject({ count: z.int().positive() });

/** Counts the samples of the tickets that it has taken; BullMQ counts jobs alone, and tickets hold 1 to 64 samples. */
class BoundedWorker extends Worker {
  private readonly held = new Map<string, number>();
  private readonly tickets: number;

  constructor(
    queue: TicketQueueRef,
    private readonly samples: number,
    processor: Processor,
    options: WorkerOptions & { concurrency: number },
  ) {
    super(ticketQueueName(queue), processor, options);
    this.tickets = options.concurrency;
  }

  get hasRoom(): boolean {
    return this.held.size < this.tickets && this.samplesHeld < this.samples;
  }

  /** The ticket is done, or has failed before it was begun. */
  release(id: string | undefined): void {
    if (id !== undefined && this.held.delete(id)) this.bound();
  }

  protected override async nextJobFromJobData(...taken: Parameters<Worker['nextJobFromJobData']>): Promise<Job> {
    const next = await super.nextJobFromJobData(...taken);
    // BullMQ's type leaves out that there may be none.
    const id = (next as Job | undefined)?.id;
    if (id !== undefined) {
      this.held.set(id, samplesSchema.safeParse(next.data).data?.count ?? 1);
      this.bound();
    }
    return next;
  }

  private get samplesHeld(): number {
    return [...this.held.values()].reduce((sum, count) => sum + count, 0);
  }

  private bound(): void {
    this.concurrency = this.samplesHeld < this.samples ? this.tickets : this.held.size;
  }
}

/** The consumer's side of a ticket queue: a BullMQ Worker with the lock, stall and retry settings of the job catalog. */
export const createTicketWorker = (options: TicketWorkerOptions): TicketWorker => {
  const { connection, queue, concurrency, samplesInHand, handle, onError, timings } = options;
  const state = { stopping: false };
  const process = processorOf('sample-ticket', handle, state);
  const worker = new BoundedWorker(
    queue,
    samplesInHand,
    // BullMQ hands the signal only to a function that declares three parameters without defaults.
    async (taken, token, signal) => {
      try {
        await process(taken, token, signal);
      } finally {
        worker.release(taken.id);
      }
    },
    { ...workerOptionsOf('sample-ticket', timings), connection, concurrency },
  );
  worker.on('failed', (failed) => {
    worker.release(failed?.id);
  });
  return { ...controlsOf(worker, state, onError), hasRoom: () => worker.hasRoom };
};
