import { type FramesReading, type Provider, type SampleRequest, type SampleResult } from '@echocohort/sampler';
import { type Device, type SampleMaker } from './device.js';

/** The devices of one bundle: each batch goes to the one with the fewest batches in hand. */
export class DeviceGroup implements SampleMaker {
  private readonly inHand: Map<Device, number>;
  private readonly first: Device;

  constructor(readonly devices: readonly Device[]) {
    const [first] = devices;
    if (first === undefined) throw new Error('expected at least one device');
    this.first = first;
    this.inHand = new Map(devices.map((device) => [device, 0]));
  }

  /** All of a group have the same. */
  get provider(): Provider {
    return this.first.provider;
  }

  /** What holds for every sample, whichever device made it. */
  get determinism(): Device['determinism'] {
    return this.devices.every(({ determinism }) => determinism === 'bitwise') ? 'bitwise' : 'tolerance';
  }

  /** The largest of the devices'. */
  get difference(): Device['difference'] {
    return {
      meanLevels: Math.max(...this.devices.map(({ difference }) => difference.meanLevels)),
      maxLevels: Math.max(...this.devices.map(({ difference }) => difference.maxLevels)),
    };
  }

  get batchSize(): number {
    return Math.min(...this.devices.map(({ batchSize }) => batchSize));
  }

  /** Of all devices together. */
  get batchesInFlight(): number {
    return this.devices.reduce((sum, { batchesInFlight }) => sum + batchesInFlight, 0);
  }

  get trouble(): string | null {
    return this.devices.find(({ trouble }) => trouble !== null)?.trouble ?? null;
  }

  generate(batch: readonly SampleRequest[]): Promise<PromiseSettledResult<SampleResult>[]> {
    return this.on((device) => device.generate(batch));
  }

  read(frames: readonly Uint8Array[]): Promise<FramesReading | null> {
    return this.on((device) => device.read(frames));
  }

  reportBusy(): void {
    for (const device of this.devices) device.reportBusy();
  }

  async close(): Promise<void> {
    await Promise.all(this.devices.map((device) => device.close()));
  }

  /** A device in trouble is asked only where no other is left. */
  private async on<T>(call: (device: Device) => Promise<T>): Promise<T> {
    const load = (device: Device): number => (this.inHand.get(device) ?? 0) + (device.trouble === null ? 0 : 1_000);
    const device = this.devices.reduce((least, other) => (load(other) < load(least) ? other : least));
    this.count(device, 1);
    try {
      return await call(device);
    } finally {
      this.count(device, -1);
    }
  }

  private count(device: Device, change: number): void {
    this.inHand.set(device, (this.inHand.get(device) ?? 0) + change);
  }
}
