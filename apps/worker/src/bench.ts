import { type Logger, type Metrics } from '@echocohort/platform';
import { type Bundle, type SampleRequest, type SampleResult } from '@echocohort/sampler';
import { type Clock } from './clock.js';
import { Collector } from './collector.js';
import { Device } from './device.js';
import { type Intake } from './intake.js';
import { type WorkerConfig } from './worker-config.js';

/** A bundle at work: the device that runs it and the collector that fills its batches. */
export interface Bench {
  readonly bundle: Bundle;
  readonly device: Device;
  readonly collector: Collector<SampleRequest, SampleResult>;
  /** Samples that are past the device and not committed yet; batches wait while these are many. */
  readonly finishing: Finishing;
}

export interface BenchOptions {
  readonly device: Device;
  readonly bundle: Bundle;
  readonly intake: Intake;
  readonly config: WorkerConfig;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Batches that may be in encoding, upload and commit before the device waits for them. */
const batchesFinishing = 6;

/** Counts samples that hold finished frames in memory. */
export class Finishing {
  private count = 0;

  constructor(
    private readonly max: number,
    private readonly onRoom: () => void,
  ) {}

  get hasRoom(): boolean {
    return this.count < this.max;
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
      this.onRoom();
    }
  }
}

/** @throws EchoError as `startSampler` does */
export const startDevices = (
  bundles: readonly Bundle[],
  config: WorkerConfig,
  tools: { clock: Clock; metrics: Metrics; logger: Logger },
): Promise<Device[]> =>
  Promise.all(
    bundles.map((bundle) => Device.start({ bundle, provider: config.provider, threads: config.threads, ...tools })),
  );

export const makeBench = ({ device, bundle, intake, config, clock, metrics }: BenchOptions): Bench => {
  const collector = new Collector<SampleRequest, SampleResult>({
    batchSize: device.batchSize,
    maxWaitMs: config.maxWaitMs,
    clock,
    run: (batch) => device.generate(batch),
    isMoreComing: () => intake.isMoreComing(bundle.fingerprint),
    hasRoom: () => finishing.hasRoom,
    onBatch: (waitsMs) => {
      metrics.batches.inc();
      metrics.batchSize.observe(waitsMs.length);
      metrics.attempts.inc(waitsMs.length);
      for (const waitMs of waitsMs) metrics.phaseDuration.observe({ phase: 'wait' }, waitMs / 1_000);
    },
  });
  const finishing = new Finishing(batchesFinishing * device.batchSize, () => {
    collector.wake();
  });
  return { bundle, device, collector, finishing };
};
