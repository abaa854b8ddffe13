import { type Logger, type Metrics } from '@echocohort/platform';
import {
  startSampler,
  type Bundle,
  type Measurement,
  type Provider,
  type SampleRequest,
  type SampleResult,
  type Sampler,
} from '@echocohort/sampler';
import { EchoError } from '@echocohort/shared';
import { type Clock } from './clock.js';
import { runIsolated } from './run-isolated.js';

export interface DeviceOptions {
  readonly bundle: Bundle;
  readonly provider: Provider;
  readonly threads: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Another way to start a sampler, to see how its failures are taken. */
  readonly start?: typeof startSampler;
}

/**
 * One bundle on one device. A sampler that fails is started anew, golden sample included, before anything is tried
 * again: what fails twice, the second time alone on a proven sampler, is at fault itself. A device that cannot be
 * started anew gives its samples back (`unavailable`) instead of failing them.
 */
export class Device {
  private lastEndMs = -Infinity;
  private busyBeforeSeconds = 0;
  private reading = { atMs: 0, busySeconds: 0 };
  private restarting: Promise<void> | undefined;
  private brokenBy: string | null = null;

  private constructor(
    private readonly options: DeviceOptions,
    private sampler: Sampler,
  ) {
    this.reading = { atMs: options.clock.now(), busySeconds: 0 };
  }

  /** @throws EchoError as `startSampler` does */
  static async start(options: DeviceOptions): Promise<Device> {
    const { start = startSampler } = options;
    return new Device(options, await start(options.bundle, options));
  }

  get provider(): Provider {
    return this.sampler.provider;
  }

  get determinism(): Sampler['determinism'] {
    return this.sampler.determinism;
  }

  get batchSize(): number {
    return this.sampler.batchSize;
  }

  /** Why nothing can be sampled here; null when all is well. */
  get trouble(): string | null {
    return this.brokenBy;
  }

  /** Runs one batch; one settled result a sample, in order. */
  generate(batch: readonly SampleRequest[]): Promise<PromiseSettledResult<SampleResult>[]> {
    return this.isolated(batch, (sampler, requests) => this.timed(() => sampler.generate(requests), requests.length));
  }

  /** The bundle's own measurer; null when it has none. */
  async measure(frames: readonly Uint8Array[]): Promise<Measurement | null> {
    return this.once(frames, (sampler) => sampler.measure(frames));
  }

  /** The measurer that took no part in training or acceptance; null when the bundle has none. */
  async audit(frames: readonly Uint8Array[]): Promise<Measurement | null> {
    return this.once(frames, (sampler) => sampler.audit(frames));
  }

  /** Publishes the share of the time since the last call in which graphs ran. */
  reportBusy(): void {
    const { clock, metrics, bundle } = this.options;
    const now = { atMs: clock.now(), busySeconds: this.busyBeforeSeconds + this.sampler.busySeconds() };
    const elapsedSeconds = (now.atMs - this.reading.atMs) / 1_000;
    const ratio = elapsedSeconds > 0 ? (now.busySeconds - this.reading.busySeconds) / elapsedSeconds : 0;
    metrics.deviceBusy.set({ device: bundle.manifest.name, provider: this.provider }, Math.min(Math.max(ratio, 0), 1));
    this.reading = now;
  }

  async close(): Promise<void> {
    await this.restarting?.catch(() => undefined);
    await this.sampler.close();
  }

  private async once<T>(frames: readonly Uint8Array[], call: (sampler: Sampler) => Promise<T>): Promise<T> {
    const [result] = await this.isolated([frames], async (sampler) => [await call(sampler)]);
    if (result?.status === 'fulfilled') return result.value;
    throw result?.reason;
  }

  private isolated<I, O>(
    items: readonly I[],
    call: (sampler: Sampler, items: readonly I[]) => Promise<readonly O[]>,
  ): Promise<PromiseSettledResult<O>[]> {
    let used = this.sampler;
    return runIsolated(
      items,
      async (group) => {
        await this.restarting;
        used = this.sampler;
        return call(used, group);
      },
      (error) => this.recover(used, error),
    );
  }

  /** Two batches may wait behind each other: a batch's time on the device begins where the one before it ended. */
  private async timed(generate: () => Promise<SampleResult[]>, samples: number): Promise<SampleResult[]> {
    const { clock, metrics } = this.options;
    const askedMs = clock.now();
    const results = await generate();
    const startMs = Math.max(askedMs, this.lastEndMs);
    this.lastEndMs = clock.now();
    for (let i = 0; i < samples; i += 1)
      metrics.phaseDuration.observe({ phase: 'infer' }, (this.lastEndMs - startMs) / 1_000);
    return results;
  }

  private async recover(failed: Sampler, error: unknown): Promise<void> {
    if (error instanceof EchoError && !error.verdict.retry) return;
    this.options.logger.error({ err: error, bundle: this.options.bundle.manifest.name }, 'the sampler failed');
    if (this.sampler === failed) await (this.restarting ??= this.restart(failed));
  }

  private async restart(failed: Sampler): Promise<void> {
    try {
      await failed.close();
      const { start = startSampler } = this.options;
      const fresh = await start(this.options.bundle, this.options);
      this.busyBeforeSeconds += failed.busySeconds();
      this.sampler = fresh;
      this.brokenBy = null;
    } catch (cause) {
      this.brokenBy = `bundle ${this.options.bundle.manifest.name}: its sampler cannot be started again`;
      this.options.logger.error({ err: cause }, this.brokenBy);
      throw new EchoError('unavailable', this.brokenBy, { cause });
    } finally {
      this.restarting = undefined;
    }
  }
}
