import { type Provider } from '@echocohort/sampler';

/** How a worker behaves. Both compositions make one: main.ts from the environment, the embedded one from its own. */
export interface WorkerConfig {
  readonly provider: Provider;
  /** Threads of ONNX Runtime inside one graph call. */
  readonly threads: number;
  /**
   * Longest that a sample waits for company while the device is idle and the queue holds more. Then something else than
   * the device is the bottleneck, so a long wait costs nothing but that sample's latency.
   */
  readonly maxWaitMs: number;
  /** A queue that has given nothing for this long is asked whether it is drained; only then does a batch wait no more. */
  readonly quietMs: number;
  /** Tickets in hand at once, per sample of the largest batch: 4 keeps three batches of single-sample tickets filled. */
  readonly ticketsPerBatchSlot: number;
  /** Share of the accepted samples that the audit measurer looks at, 0..1; which ones follows from seed and index. */
  readonly auditShare: number;
  /** Encoder processes at once. */
  readonly encodeConcurrency: number;
  readonly uploadConcurrency: number;
  /** Fitted source frames that are kept in memory. */
  readonly frameCacheBytes: number;
  /** Waits between tries at storage and database before a ticket goes back to the queue. */
  readonly outageDelaysMs: readonly number[];
}

export const defaultWorkerConfig: WorkerConfig = {
  provider: 'cpu',
  threads: 2,
  maxWaitMs: 500,
  quietMs: 10,
  ticketsPerBatchSlot: 4,
  auditShare: 0.25,
  encodeConcurrency: 1,
  uploadConcurrency: 16,
  frameCacheBytes: 128 * 1024 * 1024,
  outageDelaysMs: [100, 400, 1_600, 4_000],
};
