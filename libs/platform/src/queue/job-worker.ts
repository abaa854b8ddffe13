import { EchoError, jobCatalog, type JobName } from '@echocohort/shared';
import { type Processor, UnrecoverableError, WaitingError, type Worker, type WorkerOptions } from 'bullmq';
import { z } from 'zod';

/** The consumer's side of a queue. */
export interface JobWorker {
  /** Starts to take jobs; also after `pause`. */
  run(): void;
  /**
   * Takes no more jobs and waits for those in hand. One that ends as `unavailable` from now on goes back to the queue
   * at once, and this try does not count: stopping is no failure of the job.
   */
  pause(): Promise<void>;
  /** As `pause`, for ever. With `abandon` it waits for nothing: other workers take the jobs when their locks are over. */
  close(options?: { abandon?: boolean }): Promise<void>;
}

/** How often locks are looked after. */
export interface JobTimings {
  readonly lockMs: number;
  readonly stalledCheckMs: number;
}

/** Shared by a job's processor and the controls of its worker. */
export interface StopState {
  stopping: boolean;
}

export type Payload<N extends JobName> = z.infer<(typeof jobCatalog)[N]['schema']>;

/** Lock, stall and clean-up settings of a job of the catalog. */
export const workerOptionsOf = (
  name: JobName,
  timings: JobTimings = jobCatalog[name],
): Omit<WorkerOptions, 'connection'> => ({
  autorun: false,
  lockDuration: timings.lockMs,
  stalledInterval: timings.stalledCheckMs,
  maxStalledCount: jobCatalog[name].maxStalled,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
});

/**
 * Hands a job's payload to `handle`. An EchoError whose verdict says that a retry cannot help fails the job for good; one that
 * says `unavailable` while the worker stops puts it back.
 */
export const processorOf =
  <N extends JobName>(
    name: N,
    handle: (payload: Payload<N>, signal: AbortSignal) => Promise<void>,
    state: StopState,
  ): Processor =>
  // BullMQ hands the signal only to a function that declares three parameters without defaults.
  async (taken, token, signal) => {
    const payload = parsePayload(name, taken.data);
    try {
      await handle(payload, signal as AbortSignal);
    } catch (error) {
      if (!state.stopping || !isUnavailable(error)) throw verdictOf(error);
      await taken.moveToWait(token);
      throw new WaitingError();
    }
  };

/**
 * The worker's own errors and lost locks, and how it is run and stopped.
 * @param onError every failed try of a job, and a lost connection once, not once a retry
 */
export const controlsOf = (worker: Worker, state: StopState, onError: (error: unknown) => void): JobWorker => {
  worker.on('failed', (_, error) => {
    onError(error.cause ?? error);
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'the lock of this job is lost');
  });
  reportOncePerChange(worker, onError);
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

const parsePayload = <N extends JobName>(name: N, data: unknown): Payload<N> => {
  const result = jobCatalog[name].schema.safeParse(data);
  if (result.success) return result.data as Payload<N>;
  throw new UnrecoverableError(`the payload of a ${name} does not parse: ${z.prettifyError(result.error)}`);
};

const isUnavailable = (error: unknown): boolean => error instanceof EchoError && error.code === 'unavailable';

/** BullMQ tries again after any error but its own unrecoverable one. */
const verdictOf = (error: unknown): unknown =>
  error instanceof EchoError && !error.verdict.retry
    ? Object.assign(new UnrecoverableError(error.message), { cause: error })
    : error;

/** The same trouble again and again is told once, until a job goes through or the connection is back. */
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
