import { describe, expect, it } from '@jest/globals';
import { inHand, samplesFinishing, type Devices } from './intake-limits.js';

const cpu: Devices = { batchSize: 4, batchesInFlight: 2, devices: ['cpu'] };
const gpu: Devices = { batchSize: 32, batchesInFlight: 3, devices: ['cuda:0'] };
const twoGpus: Devices = { batchSize: 32, batchesInFlight: 6, devices: ['cuda:0', 'cuda:1'] };

describe('samplesFinishing', () => {
  it.each([
    ['a CPU of two cores: six batches', cpu, 2, 24],
    ['a GPU whose two encoders are soon full: six batches', gpu, 2, 192],
    ['a GPU with sixteen encoders: two groups of clips for each', gpu, 16, 512],
    ['a CPU of 16 cores: two batches for each encoder', cpu, 16, 128],
    ['two GPUs with few encoders: six batches each', twoGpus, 4, 384],
  ])('%s', (_, devices, encoders, expected) => {
    expect(samplesFinishing(devices, encoders)).toBe(expected);
  });

  it('keeps a device of 800 clips a second busy while a clip is .6 s behind it', () => {
    const clipsPerSecond = samplesFinishing(gpu, 16) / 0.6;
    expect(clipsPerSecond).toBeGreaterThan(800);
  });
});

describe('inHand', () => {
  it('is what is on the devices and behind them, in tickets of two samples', () => {
    expect(inHand(cpu, 2)).toEqual({ samples: 32, tickets: 16 });
    expect(inHand(gpu, 16)).toEqual({ samples: 608, tickets: 304 });
  });
});
