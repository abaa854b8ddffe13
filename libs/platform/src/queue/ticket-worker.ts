import { EchoError, jobCatalog, type TicketPayload } from '@echocohort/shared';
import { UnrecoverableError, Worker } from 'bullmq';
import { type Redis } from 'ioredis';
import { z } from 'zod';

const job = jobCatalog['sample-ticket'];

export interface TicketWorkerOptions {
  readonly connection: Redis;
  /** Tickets in hand at once. */
  readonly concurrency: number;
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
  /** Takes no more tickets and waits for those in hand. */
  pause(): Promise<void>;
  /** As `pause`, for ever. With `abandon` it waits for nothing: other workers take the tickets when their locks are over. */
  close(options?: { abandon?: boolean }): Promise<void>;
}

/** The consumer's side of the ticket queue: a BullMQ Worker with the lock, stall and retry settings of the job catalog. */
export const createTicketWorker = (options: TicketWorkerOptions): TicketWorker => {
  const { connection, concurrency, handle, onError, timings = job } = options;
  const worker = new Worker(
    job.queue,
    // BullMQ hands the signal only to a function that declares three parameters without defaults.
    async ({ data }, _token, signal) => {
      const ticket = parseTicket(data);
      try {
        await handle(ticket, signal as AbortSignal);
      } catch (error) {
        throw verdictOf(error);
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
  worker.on('failed', (_job, error) => {
    onError(error.cause ?? error);
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'the lock of this ticket is lost');
  });
  reportOncePerChange(worker, onError);
  return controls(worker, onError);
};

const controls = (worker: Worker, onError: (error: unknown) => void): TicketWorker => {
  let started = false;
  return {
    run: () => {
      if (started) {
        worker.resume().catch(onError);
        return;
      }
      started = true;
      worker.run().catch(onError);
    },
    pause: () => worker.pause(),
    close: ({ abandon = false } = {}) => worker.close(abandon),
  };
};

const parseTicket = (data: unknown): TicketPayload => {
  const result = job.schema.safeParse(data);
  if (result.success) return result.data;
  throw new UnrecoverableError(`the payload of a ticket does not parse: ${z.prettifyError(result.error)}`);
};

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
