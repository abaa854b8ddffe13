import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { EchoError, OrderPort, type ReplyMessage, type TensorDtype } from '@echocohort/shared';

/** Numbers of a tensor as ONNX Runtime takes them; float16 as its bits. */
interface TensorDataOf {
  readonly float32: Float32Array;
  readonly float16: Uint16Array;
  readonly uint8: Uint8Array;
  readonly int64: BigInt64Array;
}
export type TensorMessage = {
  [D in TensorDtype]: { readonly dtype: D; readonly data: TensorDataOf[D]; readonly dims: readonly number[] };
}[TensorDtype];
export type Tensors = Readonly<Record<string, TensorMessage>>;

/** What a session says of one of its inputs or outputs; dynamic sizes are names. */
export interface TensorMetadata {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly (number | string)[];
}
export interface GraphMetadata {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** Session options that are used; a key that is not set must be absent, not undefined. */
export interface SessionOptions {
  readonly executionProviders: readonly (string | { readonly name: string; readonly deviceId: number })[];
  readonly graphOptimizationLevel: 'disabled' | 'all';
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly enableCpuMemArena: boolean;
  readonly enableMemPattern: boolean;
  /** 4: nothing that is not thrown as well. */
  readonly logSeverityLevel: 0 | 1 | 2 | 3 | 4;
}

/** What onnx-thread.mjs is ordered. */
type Order =
  | { readonly op: 'load'; readonly key: string; readonly path: string; readonly options: SessionOptions }
  | { readonly op: 'run'; readonly key: string; readonly feeds: Tensors }
  | { readonly op: 'release'; readonly key: string };
interface RunResult {
  readonly tensors: Tensors;
  readonly seconds: number;
  readonly spent: readonly ArrayBuffer[];
}

/** The flags of onnx-thread.mjs. */
const BUSY = 0;
const STOP = 1;
const LOOK_MS = 5;
/** How long a process that exits waits for a graph call that is under way. */
const EXIT_WAIT_MS = 30_000;

const ENTRY = new URL('./onnx-thread.mjs', import.meta.url);

/**
 * The thread that holds the ONNX Runtime sessions. A session's run() blocks its thread for as long as a batch takes; on
 * the event loop that would stop lock renewal and HTTP. Every promise of a thread that died rejects with EchoError
 * `sampler-failed`, and so does every later call.
 */
export class InferenceThread {
  private readonly worker: Worker;
  private readonly flags = new Int32Array(new SharedArrayBuffer(8));
  private readonly port: OrderPort<Order, unknown>;
  private busy = 0;

  /** @param entry the thread's program; another one only to see how this side takes a crash */
  constructor(entry: URL = ENTRY) {
    // ONNX Runtime reads this as it loads: without it, it writes a device id and reports its use to its maker.
    process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
    this.worker = new Worker(entry, { name: 'inference', workerData: { flags: this.flags.buffer } });
    process.once('exit', this.finishBeforeExit);
    this.port = new OrderPort<Order, unknown>(
      (message, transfer) => this.worker.postMessage(message, transfer),
      ({ message }) => new Error(message),
    );
    this.worker.on('message', (reply: ReplyMessage<unknown>) => this.port.settle(reply));
    this.worker.on('error', (cause: Error) => this.die(`the inference thread crashed: ${cause.message}`, cause));
    this.worker.on('exit', (code) => {
      process.off('exit', this.finishBeforeExit);
      Atomics.store(this.flags, BUSY, 0);
      this.die(`the inference thread has stopped (exit code ${code})`);
    });
  }

  /**
   * Opens a graph under a key of the caller's choice.
   * @throws Error with ONNX Runtime's words when it cannot be opened; the caller knows what that means
   */
  load(key: string, path: string, options: SessionOptions): Promise<GraphMetadata> {
    return this.port.ask<GraphMetadata>({ op: 'load', key, path, options });
  }

  /** Closes a graph. Unknown keys are fine. */
  async release(key: string): Promise<void> {
    await this.port.ask({ op: 'release', key });
  }

  /**
   * Runs a graph. The buffers of the feeds are handed over: the caller cannot read them any more.
   * @param onSpent takes the buffers of the feeds when they have been read, to be filled anew
   * @throws EchoError `sampler-failed`
   */
  async run(key: string, feeds: Tensors, onSpent?: (buffers: readonly ArrayBuffer[]) => void): Promise<Tensors> {
    const buffers = new Set(Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer));
    try {
      const { tensors, seconds, spent } = await this.port.ask<RunResult>({ op: 'run', key, feeds }, [...buffers]);
      this.busy += seconds;
      onSpent?.(spent);
      return tensors;
    } catch (cause) {
      if (cause instanceof EchoError) throw cause;
      throw new EchoError('sampler-failed', `the ${key} graph failed: ${(cause as Error).message}`, { cause });
    }
  }

  /** Seconds spent inside graphs since the start. */
  busySeconds(): number {
    return this.busy;
  }

  /**
   * Ends the thread; calls that are still waiting reject at once, and the one that is under way is waited for: ending a
   * thread inside a graph call would abort the process. Closing twice is fine.
   */
  async close(): Promise<void> {
    this.die('the sampler is closed');
    Atomics.store(this.flags, STOP, 1);
    while (Atomics.load(this.flags, BUSY) === 1) await delay(LOOK_MS);
    await this.worker.terminate();
  }

  /** The same for a process that calls process.exit() or dies of an error: there only waiting in place is left. */
  private readonly finishBeforeExit = (): void => {
    Atomics.store(this.flags, STOP, 1);
    Atomics.wait(this.flags, BUSY, 1, EXIT_WAIT_MS);
  };

  private die(message: string, cause?: Error): void {
    this.port.lose(new EchoError('sampler-failed', message, { cause }));
  }
}
