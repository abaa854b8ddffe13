import { type SampleRequest, type SampleResult } from './request/sample-request.js';
import { type Provider } from './onnx/session-options.js';

/** What a bundle's two readers see in N frames, each frame for itself. Areas in px^2, lengths in px, both [N]. */
export interface FramesReading {
  readonly lvArea: Float32Array;
  readonly lvLength: Float32Array;
  /** By the reader that took no part in training or selection. */
  readonly auditArea: Float32Array;
  readonly auditLength: Float32Array;
  /** How far the two readers agree, 0..1 [N]. */
  readonly agreement: Float32Array;
  /** The own reader's closed polygons, x and y in px of the bundle's frame [N,P,2]. */
  readonly outlines: Float32Array;
  /** P. */
  readonly outlinePoints: number;
}

/** How far two clips are apart, in grey levels: mean over all pixels, and the largest of one. */
export interface Difference {
  readonly meanLevels: number;
  readonly maxLevels: number;
}

/** A bundle at work on one device. Its calls may be made at any time; the device takes them in order. */
export interface Sampler {
  readonly provider: Provider;
  /** The device among those of its provider: `cpu`, `webgpu`, `cuda:1`. */
  readonly device: string;
  /** `bitwise`: a request gives the same bytes again, alone or in company. `tolerance`: to a grey level or so. */
  readonly determinism: 'bitwise' | 'tolerance';
  /** The golden sample as this device made it, in the worst of its shapes of call, against the bundle's. */
  readonly difference: Difference;
  /** Samples that a call should bring; more are taken too. It shrinks when the device runs out of memory. */
  readonly batchSize: number;
  /** Batches that keep it busy: those that are made side by side, and one ready behind them. */
  readonly batchesInFlight: number;
  /**
   * Makes a batch of samples; results in the order of the requests.
   * @throws EchoError as `generateEach` rejects, for the first sample that fails
   */
  generate(batch: readonly SampleRequest[]): Promise<SampleResult[]>;
  /**
   * Makes a batch of samples, each for itself: a request that cannot be met fails alone, and a graph call that fails takes
   * only its own samples with it. A call that runs out of memory is made again in halves.
   * @returns a settled result a request, in order; rejected with EchoError `invalid-request` naming `samples[b].field`,
   * `sampler-failed`, or `unavailable` where memory does not do for a single sample
   */
  generateEach(batch: readonly SampleRequest[]): Promise<PromiseSettledResult<SampleResult>[]>;
  /**
   * Makes the golden sample again: whether what failed before was the samples' fault or the device's.
   * @throws EchoError as `startSampler` does
   */
  prove(): Promise<void>;
  /** Reads frames uint8 [H,W] by both of the bundle's readers; null when it brings none. */
  read(frames: readonly Uint8Array[]): Promise<FramesReading | null>;
  /** Seconds that the device spent inside graphs; one that works on several at once counts the mean. */
  busySeconds(): number;
  /** Ends the inference threads or process; calls that are still waiting reject. */
  close(): Promise<void>;
}

export interface SamplerOptions {
  readonly provider: Provider;
  /** Which of the provider's devices, from 0; 0 when left out. A CPU is one device. */
  readonly deviceIndex?: number;
  /** Threads that make samples: on a CPU as many samples side by side; on a GPU those that pack its batches. */
  readonly threads: number;
  /** Samples in one graph call at most; the provider's own habit when left out. */
  readonly samplesPerCall?: number;
  /** Fill calls up to a few shapes and warm each up at the start; the provider's own habit when left out. */
  readonly pinsShapes?: boolean;
  /** A thread of this process or a process of its own; the provider's own habit when left out. */
  readonly isolation?: 'thread' | 'process';
}

/** The name of a device: `cpu`, or provider and index. */
export const deviceNameOf = ({
  provider,
  deviceIndex = 0,
}: Pick<SamplerOptions, 'provider' | 'deviceIndex'>): string =>
  provider === 'cuda' ? `cuda:${deviceIndex}` : provider;
