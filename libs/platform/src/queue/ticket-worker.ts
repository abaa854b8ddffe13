import { jobCatalog, type TicketPayload } from '@echocohort/shared';
import { type Job, type Processor, Worker, type WorkerOptions } from 'bullmq';
import { type Redis } from 'ioredis';
import { z } from 'zod';
import { controlsOf, type JobTimings, type JobWorker, processorOf, workerOptionsOf } from './job-worker.js';

const job = jobCatalog['sample-ticket'];

export interface TicketWorkerOptions {
  readonly connection: Redis;
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

export type TicketWorker = JobWorker;

const samplesSchema = z.looseObject({ count: z.int().positive() });

/** Counts the samples of the tickets that it has taken; BullMQ counts jobs alone, and tickets hold 1 to 64 samples. */
class BoundedWorker extends Worker {
  private readonly held = new Map<string, number>();
  private readonly tickets: number;

  constructor(
    private readonly samples: number,
    processor: Processor,
    options: WorkerOptions & { concurrency: number },
  ) {
    super(job.queue, processor, options);
    this.tickets = options.concurrency;
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

  private bound(): void {
    const samples = [...this.held.values()].reduce((sum, count) => sum + count, 0);
    this.concurrency = samples < this.samples ? this.tickets : this.held.size;
  }
}

/** The consumer's side of the ticket queue: a BullMQ Worker with the lock, stall and retry settings of the job catalog. */
export const createTicketWorker = (options: TicketWorkerOptions): TicketWorker => {
  const { connection, concurrency, samplesInHand, handle, onError, timings } = options;
  const state = { stopping: false };
  const process = processorOf('sample-ticket', handle, state);
  const worker = new BoundedWorker(
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
  return controlsOf(worker, state, onError);
};
