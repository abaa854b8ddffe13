import { type Logger, type Metrics } from '@echocohort/platform';
import {
  chooseProvider,
  startSampler,
  type Bundle,
  type FramesReading,
  type Provider,
  type SampleRequest,
  type SampleResult,
  type Sampler,
  type SamplerOptions,
} from '@echocohort/sampler';
import { EchoError } from '@echocohort/shared';
import { type Clock } from '../flow/clock.js';
import { allOrNone, runBisected, type RunEach } from './run-bisected.js';

export interface DeviceOptions {
  readonly bundle: Bundle;
  /** `auto` takes the fastest provider that is there, and says why not the faster ones. */
  readonly provider: Provider | 'auto';
  /** Which of the provider's devices; the first when left out. */
  readonly deviceIndex?: number;
  readonly threads: number;
  /** A device that answers nothing for so long while it is asked has hung. */
  readonly stallMs?: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Another way to start a sampler, to see how its failures are taken. */
  readonly start?: typeof startSampler;
}

const defaultStallMs = 120_000;

/** What a sampler is told, and nothing else: one in a process of its own cannot be sent a clock or a logger. */
const habitsOf = ({ threads, deviceIndex = 0 }: DeviceOptions): Pick<SamplerOptions, 'threads' | 'deviceIndex'> => ({
  threads,
  deviceIndex,
});

/** What the rest of the worker asks of one device or several. */
export type SampleMaker = Pick<
  Device,
  'provider' | 'determinism' | 'difference' | 'batchSize' | 'batchesInFlight' | 'trouble' | 'generate' | 'read'
>;

/**
 * One bundle on one device. A sampler that fails makes its golden sample again before anything else is tried, and is
 * started anew when it cannot: what fails twice, the second time alone on a proven sampler, is at fault itself. A batch
 * that fails is halved until the sample at fault is alone. A device that cannot be started anew gives its samples back
 * (`unavailable`) instead of failing them.
 */
export class Device {
  private lastEndMs = -Infinity;
  private busyBeforeSeconds = 0;
  private reading = { atMs: 0, busySeconds: 0 };
  private healing: Promise<void> | undefined;
  private brokenBy: string | null = null;
  private callsUnderWay = 0;
  /** When the device last answered, or was asked while it had nothing to do. */
  private heartbeatMs = 0;

  private constructor(
    private readonly options: DeviceOptions & { readonly provider: Provider },
    private sampler: Sampler,
  ) {
    this.reading = { atMs: options.clock.now(), busySeconds: 0 };
  }

  /** @throws EchoError as `startSampler` does */
  static async start(options: DeviceOptions): Promise<Device> {
    const { bundle, provider, logger, start = startSampler } = options;
    const habits = habitsOf(options);
    if (provider !== 'auto') return new Device({ ...options, provider }, await start(bundle, { ...habits, provider }));
    const { sampler, passedOver } = await chooseProvider(bundle, habits, start);
    for (const { provider: other, reason } of passedOver)
      logger.info({ bundle: bundle.manifest.name, provider: other, reason }, 'a faster provider is not used');
    return new Device({ ...options, provider: sampler.provider }, sampler);
  }

  get provider(): Provider {
    return this.sampler.provider;
  }

  /** `cpu`, `webgpu`, `cuda:1`. */
  get name(): string {
    return this.sampler.device;
  }

  get determinism(): Sampler['determinism'] {
    return this.sampler.determinism;
  }

  get difference(): Sampler['difference'] {
    return this.sampler.difference;
  }

  get batchSize(): number {
    return this.sampler.batchSize;
  }

  get batchesInFlight(): number {
    return this.sampler.batchesInFlight;
  }

  /** Why nothing can be sampled here; null when all is well. */
  get trouble(): string | null {
    const { bundle, clock, stallMs = defaultStallMs } = this.options;
    if (this.brokenBy !== null || this.callsUnderWay === 0) return this.brokenBy;
    const silentMs = clock.now() - this.heartbeatMs;
    if (silentMs < stallMs) return null;
    return `bundle ${bundle.manifest.name}: ${this.name} has not answered for ${Math.round(silentMs / 1_000)} s`;
  }

  /** Runs one batch; one settled result a sample, in order. */
  generate(batch: readonly SampleRequest[]): Promise<PromiseSettledResult<SampleResult>[]> {
    return this.bisected(batch, (sampler) => (requests) => this.timed(sampler, requests));
  }

  /** What the bundle's two readers see in each frame; null when it brings none. */
  read(frames: readonly Uint8Array[]): Promise<FramesReading | null> {
    return this.once(frames, (sampler) => sampler.read(frames));
  }

  /** Publishes the share of the time since the last call in which graphs ran. */
  reportBusy(): void {
    const { clock, metrics, bundle } = this.options;
    const now = { atMs: clock.now(), busySeconds: this.busyBeforeSeconds + this.sampler.busySeconds() };
    const elapsedSeconds = (now.atMs - this.reading.atMs) / 1_000;
    const ratio = elapsedSeconds > 0 ? (now.busySeconds - this.reading.busySeconds) / elapsedSeconds : 0;
    const labels = { device: this.name, provider: this.provider, bundle: bundle.manifest.name };
    metrics.deviceBusy.set(labels, Math.min(Math.max(ratio, 0), 1));
    this.reading = now;
  }

  async close(): Promise<void> {
    await this.healing?.catch(() => undefined);
    await this.sampler.close();
  }

  private async once<T>(frames: readonly Uint8Array[], call: (sampler: Sampler) => Promise<T>): Promise<T> {
    const [result] = await this.bisected([frames], (sampler) => allOrNone(async () => [await call(sampler)]));
    if (result?.status === 'fulfilled') return result.value;
    throw result?.reason;
  }

  private bisected<I, O>(
    items: readonly I[],
    call: (sampler: Sampler) => RunEach<I, O>,
  ): Promise<PromiseSettledResult<O>[]> {
    let used = this.sampler;
    return runBisected<I, O>(
      items,
      async (group) => {
        await this.healing;
        used = this.sampler;
        return this.watched(() => call(used)(group));
      },
      {
        isWorthIt: (reason) => !(reason instanceof EchoError) || reason.verdict.retry,
        recover: (reason) => this.recover(used, reason),
      },
    );
  }

  private async watched<T>(call: () => Promise<T>): Promise<T> {
    const { clock } = this.options;
    if (this.callsUnderWay === 0) this.heartbeatMs = clock.now();
    this.callsUnderWay += 1;
    try {
      return await call();
    } finally {
      this.callsUnderWay -= 1;
      this.heartbeatMs = clock.now();
    }
  }

  /** Two batches may wait behind each other: a batch's time on the device begins where the one before it ended. */
  private async timed(
    sampler: Sampler,
    requests: readonly SampleRequest[],
  ): Promise<PromiseSettledResult<SampleResult>[]> {
    const { clock, metrics } = this.options;
    const askedMs = clock.now();
    const results = await sampler.generateEach(requests);
    const startMs = Math.max(askedMs, this.lastEndMs);
    this.lastEndMs = clock.now();
    for (const { status } of results)
      if (status === 'fulfilled') metrics.phaseDuration.observe({ phase: 'infer' }, (this.lastEndMs - startMs) / 1_000);
    return results;
  }

  private async recover(failed: Sampler, error: unknown): Promise<void> {
    this.options.logger.error({ err: error, bundle: this.options.bundle.manifest.name }, 'the sampler failed');
    if (this.sampler === failed) await (this.healing ??= this.heal(failed));
  }

  private async heal(failed: Sampler): Promise<void> {
    try {
      await failed.prove().catch(() => this.restart(failed));
    } finally {
      this.healing = undefined;
    }
  }

  private async restart(failed: Sampler): Promise<void> {
    try {
      await failed.close();
      const { bundle, provider, start = startSampler } = this.options;
      const fresh = await start(bundle, { ...habitsOf(this.options), provider });
      this.busyBeforeSeconds += failed.busySeconds();
      this.sampler = fresh;
      this.brokenBy = null;
    } catch (cause) {
      this.brokenBy = `bundle ${this.options.bundle.manifest.name}: its sampler cannot be started again`;
      this.options.logger.error({ err: cause }, this.brokenBy);
      throw new EchoError('unavailable', this.brokenBy, { cause });
    }
  }
}
