import { type Logger, type Metrics } from '@echocohort/platform';
import { type Bundle, type SampleRequest, type SampleResult, type startSampler } from '@echocohort/sampler';
import { type Lane } from '@echocohort/shared';
import { type Clock } from '../flow/clock.js';
import { Collector } from './collector.js';
import { DeviceGroup } from './device-group.js';
import { Device } from './device.js';
import { Intake } from '../tickets/intake.js';
import { samplesFinishing } from '../tickets/intake-limits.js';
import { type WorkerConfig } from '../worker-config.js';

/** A bundle at work: the devices that run it and the collector that fills their batches. */
export interface ServedBundle {
  readonly bundle: Bundle;
  readonly device: DeviceGroup;
  readonly intake: Intake;
  readonly collector: Collector<SampleRequest, SampleResult>;
  /** Samples that are past the device and not committed yet; batches wait while these are many. */
  readonly finishing: Finishing;
}

/** What the queues of a bundle may still give to this worker. */
export interface TicketSupply {
  /** Whether this worker would take another ticket of the lane now. */
  hasRoom(lane: Lane): boolean;
  /** Tickets of the lane that nobody has taken. */
  waiting(lane: Lane): Promise<number>;
}

export interface ServedBundleOptions {
  readonly device: DeviceGroup;
  readonly bundle: Bundle;
  readonly tickets: TicketSupply;
  readonly config: WorkerConfig;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Counts samples that hold finished frames in memory. */
export class Finishing {
  private count = 0;

  constructor(
    private readonly max: number,
    private readonly onRoom: () => void,
  ) {}

  get samples(): number {
    return this.count;
  }

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

interface Tools {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly start?: typeof startSampler | undefined;
}

/**
 * A group a bundle: the bundle on each of the configured devices, side by side.
 * @throws EchoError as `startSampler` does
 */
export const startDevices = (bundles: readonly Bundle[], config: WorkerConfig, tools: Tools): Promise<DeviceGroup[]> =>
  Promise.all(bundles.map((bundle) => startGroup(bundle, config, tools)));

const startGroup = async (
  bundle: Bundle,
  { provider, deviceIndexes, threads }: WorkerConfig,
  { start, ...tools }: Tools,
): Promise<DeviceGroup> => {
  const starting = deviceIndexes.map((deviceIndex) =>
    Device.start({ bundle, provider, deviceIndex, threads, ...tools, ...(start && { start }) }),
  );
  const outcomes = await Promise.allSettled(starting);
  const devices = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) {
    await Promise.all(devices.map((device) => device.close()));
    throw failure.reason;
  }
  for (const device of devices) announce(bundle, device, tools);
  return new DeviceGroup(devices);
};

const announce = ({ manifest }: Bundle, device: Device, { metrics, logger }: Tools): void => {
  const { name, version } = manifest;
  const { provider, determinism, difference, batchSize } = device;
  metrics.bundleInfo.set({ name, version, provider, device: device.name }, 1);
  logger.info({ bundle: name, device: device.name, determinism, difference, batchSize }, 'a device is at work');
};

export const serveBundle = ({ device, bundle, tickets, config, clock, metrics }: ServedBundleOptions): ServedBundle => {
  const intake: Intake = new Intake({
    clock,
    quietMs: config.quietMs,
    // A lane that is full takes more when others than those that wait here are committed, and nothing while there are none.
    isOpen: (lane): boolean => tickets.hasRoom(lane) || intake.samplesInHand > collector.size,
    waiting: (lane) => tickets.waiting(lane),
    onAnswer: () => {
      collector.wake();
    },
  });
  const collector = new Collector<SampleRequest, SampleResult>({
    batchSize: () => device.batchSize,
    maxWaitMs: config.maxWaitMs,
    devices: device.devices.length,
    batchesInFlight: () => device.batchesInFlight,
    clock,
    run: (batch) => device.generate(batch),
    isMoreComing: () => intake.isMoreComing(),
    hasRoom: () => finishing.hasRoom,
    onBatch: (waitsMs) => {
      metrics.batches.inc();
      metrics.batchSize.observe(waitsMs.length);
      metrics.attempts.inc(waitsMs.length);
      for (const waitMs of waitsMs) metrics.phaseDuration.observe({ phase: 'wait' }, waitMs / 1_000);
    },
  });
  const finishing = new Finishing(samplesFinishing(device, config.encodeConcurrency), () => {
    collector.wake();
  });
  return { bundle, device, intake, collector, finishing };
};
