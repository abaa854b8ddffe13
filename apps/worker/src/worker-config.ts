import { availableParallelism } from 'node:os';
import { type Provider } from '@echocohort/sampler';

/** How a worker behaves. Both compositions make one: main.ts from the environment, the embedded one from its own. */
export interface WorkerConfig {
  readonly provider: Provider | 'auto';
  /** Which of the provider's devices work in this process, each for itself: [0, 1] are two GPUs. */
  readonly deviceIndexes: readonly number[];
  /** Threads of ONNX Runtime inside one graph call. */
  readonly threads: number;
  /**
   * Longest that a sample waits for company while the device is idle and the queue holds more. Then something else than
   * the device is the bottleneck, so a long wait costs nothing but that sample's latency.
   */
  readonly maxWaitMs: number;
  /** A queue that has given nothing for this long is asked whether it is drained; only then does a batch wait no more. */
  readonly quietMs: number;
  /** Share of the measured samples whose made frames the audit reader reads anew, 0..1; which ones follows from seed and index. */
  readonly auditShare: number;
  /** Encoder processes at once, each on one core. */
  readonly encodeConcurrency: number;
  readonly uploadConcurrency: number;
  /** Fitted source frames that are kept in memory. */
  readonly frameCacheBytes: number;
  /** Waits between tries at storage and database before a ticket goes back to the queue. */
  readonly outageDelaysMs: readonly number[];
}

export const defaultWorkerConfig: WorkerConfig = {
  provider: 'cpu',
  deviceIndexes: [0],
  threads: 2,
  maxWaitMs: 500,
  quietMs: 10,
  auditShare: 0.25,
  encodeConcurrency: availableParallelism(),
  uploadConcurrency: 64,
  frameCacheBytes: 128 * 1024 * 1024,
  outageDelaysMs: [100, 400, 1_600, 4_000],
};
