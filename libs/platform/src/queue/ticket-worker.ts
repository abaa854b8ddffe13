import { EchoError, jobCatalog, type TicketPayload } from '@echocohort/shared';
import { type Job, type Processor, UnrecoverableError, WaitingError, Worker, type WorkerOptions } from 'bullmq';
import { type Redis } from 'ioredis';
import { z } from 'zod';

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
  readonly timings?: { readonly lockMs: number; readonly stalledCheckMs: number };
}

export interface TicketWorker {
  /** Starts to take tickets; also after `pause`. */
  run(): void;
  /**
   * Takes no more tickets and waits for those in hand. One that ends as `unavailable` from now on goes back to the queue
   * at once, and this try does not count: stopping is no failure of the ticket.
   */
  pause(): Promise<void>;
  /** As `pause`, for ever. With `abandon` it waits for nothing: other workers take the tickets when their locks are over. */
  close(options?: { abandon?: boolean }): Promise<void>;
}

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
  const { connection, concurrency, samplesInHand, handle, onError, timings = job } = options;
  const state = { stopping: false };
  const worker = new BoundedWorker(
    samplesInHand,
    // BullMQ hands the signal only to a function that declares three parameters without defaults.
    async (taken, token, signal) => {
      const ticket = parseTicket(taken.data);
      try {
        await handle(ticket, signal as AbortSignal);
      } catch (error) {
        if (!state.stopping || !isUnavailable(error)) throw verdictOf(error);
        await taken.moveToWait(token);
        throw new WaitingError();
      } finally {
        worker.release(taken.id);
      }
    },
    {
      connection,
      concurrency,
      autorun: false,
      lockDuration: timings.lockMs,
      stalledInterval: timings.stalledCheckMs,
      maxStalledCount: job.maxStalled,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('failed', (failed, error) => {
    worker.release(failed?.id);
    onError(error.cause ?? error);
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'the lock of this ticket is lost');
  });
  reportOncePerChange(worker, onError);
  return controls(worker, state, onError);
};

const controls = (worker: Worker, state: { stopping: boolean }, onError: (error: unknown) => void): TicketWorker => {
  let started = false;
  return {
    run: () => {
      state.stopping = false;
      if (started) {
        worker.resume().catch(onError);
        return;
      }
      started = true;
      worker.run().catch(onError);
    },
    pause: () => {
      state.stopping = true;
      return worker.pause();
    },
    close: ({ abandon = false } = {}) => {
      state.stopping = true;
      return worker.close(abandon);
    },
  };
};

const parseTicket = (data: unknown): TicketPayload => {
  const result = job.schema.safeParse(data);
  if (result.success) return result.data;
  throw new UnrecoverableError(`the payload of a ticket does not parse: ${z.prettifyError(result.error)}`);
};

const isUnavailable = (error: unknown): boolean => error instanceof EchoError && error.code === 'unavailable';

/** BullMQ tries again after any error but its own unrecoverable one. */
const verdictOf = (error: unknown): unknown =>
  error instanceof EchoError && !error.verdict.retry
    ? Object.assign(new UnrecoverableError(error.message), { cause: error })
    : error;

/** The same trouble again and again is told once, until a ticket goes through or the connection is back. */
const reportOncePerChange = (worker: Worker, onError: (error: unknown) => void): void => {
  let last: string | null = null;
  const clear = (): void => {
    last = null;
  };
  worker.on('ready', clear);
  worker.on('completed', clear);
  worker.on('error', (error) => {
    const kind = (error as NodeJS.ErrnoException).code ?? error.message;
    if (kind !== last) onError(error);
    last = kind;
  });
};
