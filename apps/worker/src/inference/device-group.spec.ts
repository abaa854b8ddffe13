import { describe, expect, it } from '@jest/globals';
import { type SampleRequest } from '@echocohort/sampler';
import { DeviceGroup } from './device-group.js';
import { type Device } from './device.js';

/** A device that answers when it is told to. */
const deviceOf = (others: Partial<Device> = {}) => {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const device = {
    provider: 'cuda',
    determinism: 'bitwise',
    difference: { meanLevels: 0, maxLevels: 0 },
    batchSize: 32,
    trouble: null,
    generate: (batch: readonly SampleRequest[]) => {
      asked.push(`batch of ${batch.length}`);
      return new Promise((resolve) => waiting.push(() => resolve([])));
    },
    read: () => {
      asked.push('read');
      return Promise.resolve(null);
    },
    ...others,
  } as unknown as Device;
  return { device, asked, answer: () => waiting.shift()?.() };
};
const batch = [{}, {}] as SampleRequest[];

describe('DeviceGroup', () => {
  it('gives each batch to the device with the fewest in hand', async () => {
    const [a, b] = [deviceOf(), deviceOf()];
    const group = new DeviceGroup([a.device, b.device]);
    const first = group.generate(batch);
    void group.generate(batch);
    void group.generate(batch);
    expect([a.asked.length, b.asked.length]).toEqual([2, 1]);
    a.answer();
    await first;
    a.answer();
    await new Promise((resolve) => setImmediate(resolve));
    void group.generate(batch);
    await group.read([]);
    expect([a.asked, b.asked.length]).toEqual([['batch of 2', 'batch of 2', 'batch of 2', 'read'], 1]);
  });

  it('leaves a device in trouble alone while another works, and tells of the trouble', () => {
    const [ill, well] = [deviceOf({ trouble: 'cuda:0 has gone' }), deviceOf()];
    const group = new DeviceGroup([ill.device, well.device]);
    for (let n = 0; n < 5; n += 1) void group.generate(batch);
    expect([ill.asked.length, well.asked.length]).toEqual([0, 5]);
    expect(group.trouble).toBe('cuda:0 has gone');
    const alone = new DeviceGroup([ill.device]);
    void alone.generate(batch);
    expect(ill.asked).toHaveLength(1);
  });

  it('promises what each of its devices keeps', () => {
    const group = new DeviceGroup([
      deviceOf({ batchSize: 32 }).device,
      deviceOf({ batchSize: 16, determinism: 'tolerance', difference: { meanLevels: 0.02, maxLevels: 3 } }).device,
    ]);
    expect(group).toMatchObject({
      batchSize: 16,
      determinism: 'tolerance',
      difference: { meanLevels: 0.02, maxLevels: 3 },
    });
    expect(() => new DeviceGroup([])).toThrow('at least one device');
  });
});
