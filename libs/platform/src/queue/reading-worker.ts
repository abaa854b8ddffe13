import { type ClipReadingPayload, readingQueueName } from '@echocohort/shared';
import { Worker } from 'bullmq';
import { type Redis } from 'ioredis';
import { controlsOf, type JobTimings, type JobWorker, processorOf, workerOptionsOf } from './job-worker.js';

export interface ReadingWorkerOptions {
  readonly connection: Redis;
  /** Of the bundle that reads. */
  readonly fingerprint: string;
  /** Readings in hand at once. */
  readonly concurrency: number;
  /** Does a reading. `signal` aborts when the job's lock is lost, so another worker may have it. */
  readonly handle: (reading: ClipReadingPayload, signal: AbortSignal) => Promise<void>;
  /** Every failed try of a reading, and a lost connection once, not once a retry. */
  readonly onError: (error: unknown) => void;
  /** Other times than the job catalog's, for tests of a worker's death. */
  readonly timings?: JobTimings;
}

/** The consumer's side of a bundle's queue of readings. */
export const createReadingWorker = (options: ReadingWorkerOptions): JobWorker => {
  const { connection, fingerprint, concurrency, handle, onError, timings } = options;
  const state = { stopping: false };
  const processor = processorOf('clip-reading', handle, state);
  const worker = new Worker(readingQueueName({ fingerprint }), processor, {
    ...workerOptionsOf('clip-reading', timings),
    connection,
    concurrency,
  });
  return controlsOf(worker, state, onError);
};
