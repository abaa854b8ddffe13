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
import { DeviceCalls } from './device-calls.js';
import { allOrNone, runBisected, settled } from './run-bisected.js';

export interface DeviceOptions {
  readonly bundle: Bundle;
  /** `auto` takes the fastest provider that is there, and says why not the faster ones. */
  readonly provider: Provider | 'auto';
  /** Which of the provider's devices; the first when left out. */
  readonly deviceIndex?: number;
  readonly threads: number;
  /** A device that does not answer one of its calls for so long, with nothing before it, has hung. */
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

/** Runs a group on a sampler; one settled result an item, in order. */
type Call<I, O> = (sampler: Sampler, group: readonly I[]) => Promise<readonly PromiseSettledResult<O>[]>;

const isWorthIt = (reason: unknown): boolean => !(reason instanceof EchoError) || reason.verdict.retry;

/**
 * One bundle on one device. A sampler that fails makes its golden sample again before anything else is tried, and is
 * started anew when it cannot. A batch that fails is halved until the sample at fault is alone, and nothing else is under
 * way while what failed is tried again: a sample can take the whole process with it, and those beside it are not at fault.
 * What fails twice, the second time alone on a sampler that was proven right before, is. A device that cannot be started anew gives its samples back
 * (`unavailable`) instead of failing them.
 */
export class Device {
  private lastEndMs = -Infinity;
  private busyBeforeSeconds = 0;
  private reading = { atMs: 0, busySeconds: 0 };
  private healing: Promise<void> | undefined;
  private brokenBy: string | null = null;
  private readonly calls: DeviceCalls;

  private constructor(
    private readonly options: DeviceOptions & { readonly provider: Provider },
    private sampler: Sampler,
  ) {
    this.reading = { atMs: options.clock.now(), busySeconds: 0 };
    this.calls = new DeviceCalls(options.clock);
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
    const { bundle, stallMs = defaultStallMs } = this.options;
    const { silentMs } = this.calls;
    if (this.brokenBy !== null || silentMs < stallMs) return this.brokenBy;
    return `bundle ${bundle.manifest.name}: ${this.name} has not answered for ${Math.round(silentMs / 1_000)} s`;
  }

  /** Runs one batch; one settled result a sample, in order. */
  generate(batch: readonly SampleRequest[]): Promise<PromiseSettledResult<SampleResult>[]> {
    return this.bisected(batch, (sampler, requests) => this.timed(sampler, requests));
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
    const [result] = await this.bisected([frames], (sampler, group) =>
      allOrNone(async () => [await call(sampler)])(group),
    );
    if (result?.status === 'fulfilled') return result.value;
    throw result?.reason;
  }

  private bisected<I, O>(items: readonly I[], call: Call<I, O>): Promise<PromiseSettledResult<O>[]> {
    return runBisected<I, O>(
      items,
      (group, tries) => {
        if (tries === 0) return this.calls.beside(() => this.run(group, call));
        return this.calls.alone(async () => {
          if (group.length === 1) await this.heal(this.sampler);
          return this.run(group, call);
        });
      },
      { isWorthIt, recover: async () => this.healing },
    );
  }

  /** Whatever comes after a failure finds the sampler being healed. */
  private async run<I, O>(group: readonly I[], call: Call<I, O>): Promise<readonly PromiseSettledResult<O>[]> {
    await this.healing;
    const { sampler } = this;
    const results = await settled(group, () => this.calls.watched(() => call(sampler, group)));
    const failure = results.find((result) => result.status === 'rejected' && isWorthIt(result.reason));
    if (failure?.status === 'rejected') {
      this.options.logger.error(
        { err: failure.reason, bundle: this.options.bundle.manifest.name },
        'the sampler failed',
      );
      // Whoever waits for it is told; here it only begins.
      this.heal(sampler).catch(() => undefined);
    }
    return results;
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

  /** Proves a sampler, and starts another one where it cannot be proven; nothing when that has happened already. */
  private heal(failed: Sampler): Promise<void> {
    if (this.sampler === failed) this.healing ??= this.proveOrRestart(failed);
    return this.healing ?? Promise.resolve();
  }

  private async proveOrRestart(failed: Sampler): Promise<void> {
    try {
      await this.calls.watched(() => failed.prove()).catch(() => this.calls.watched(() => this.restart(failed)));
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
