import { type Result } from './result.js';

const header = {
  measuredAt: '2026-01-02T03:04:05.000Z',
  commit: '0123456789ab',
  note: null,
  hardware: { cpu: 'a processor', cores: 2, memoryGiB: 16, gpus: [], node: '20.20.2' },
  settings: { rounds: 3 },
} satisfies Partial<Result>;

/** A sampler's result whose ratio meets what it must and not what it aims at. */
export const samplerResult: Result = {
  bench: 'sampler',
  provider: 'cpu',
  command: 'npm run bench -- sampler',
  ...header,
  spread: { vsTorchEager: { low: 1.2, high: 1.4, rounds: 3 } },
  clipsPerSecond: 2.6,
  torchEagerClipsPerSecond: 2,
  vsTorchEager: 1.3,
  gigaflopsPerClip: 40,
};

export const queueResult: Result = {
  bench: 'queue',
  provider: 'cpu',
  command: 'npm run bench -- queue',
  ...header,
  spread: {},
  samplesPerSecond: 1_000,
  singlesPerSecond: 500,
  overheadMsPerSample: 1,
  loopLagP99Ms: 12,
  workerCpuMsPerSample: 0.2,
  dispatcherCpuMsPerSample: 0.01,
  redisCpuMsPerSample: 0.01,
  postgresCpuMsPerSample: 0.1,
};
