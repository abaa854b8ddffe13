import { cpuSecondsOf, familyCpuSecondsOf, ownCpuSecondsOf } from './cpu-time.js';
import { median } from './statistics.js';
import { type System } from '../system/system.js';

/** Of a worker's children those that infer; the others encode. */
const inferenceEntry = 'sampler-host';

/** Processor seconds of the system's processes up to now, each with what it has started but for the parts named. */
export interface CpuSeconds {
  readonly worker: number;
  readonly inference: number;
  readonly encoders: number;
  readonly dispatcher: number;
  readonly redis: number;
  readonly postgres: number;
}

export const cpuSeconds = ({ pids, api }: System, worker: { readonly pid: number }): CpuSeconds => {
  const own = ownCpuSecondsOf(worker.pid);
  const inference = familyCpuSecondsOf(worker.pid, inferenceEntry);
  return {
    worker: own,
    inference,
    encoders: familyCpuSecondsOf(worker.pid) - own - inference,
    dispatcher: cpuSecondsOf(api.pid),
    redis: pids.redis === null ? 0 : cpuSecondsOf(pids.redis),
    postgres: pids.postgres === null ? 0 : familyCpuSecondsOf(pids.postgres),
  };
};

/** What one of `samples` cost between two looks, in milliseconds of processor time. */
export const cpuMsPerSample = (before: CpuSeconds, after: CpuSeconds, samples: number): CpuSeconds => {
  const cost = (part: keyof CpuSeconds): number => (1_000 * (after[part] - before[part])) / samples;
  return {
    worker: cost('worker'),
    inference: cost('inference'),
    encoders: cost('encoders'),
    dispatcher: cost('dispatcher'),
    redis: cost('redis'),
    postgres: cost('postgres'),
  };
};

/** Figures of a worker, its event loop and what is beside it: medians of the rounds. */
export const costsOf = (rounds: readonly { readonly cost: CpuSeconds; readonly loopLagP99Ms: number }[]) => {
  const cpuMs = (part: keyof CpuSeconds): number => median(rounds.map(({ cost }) => cost[part]));
  return {
    loopLagP99Ms: median(rounds.map(({ loopLagP99Ms }) => loopLagP99Ms)),
    encodersCpuMsPerSample: cpuMs('encoders'),
    workerCpuMsPerSample: cpuMs('worker'),
    inferenceCpuMsPerSample: cpuMs('inference'),
    dispatcherCpuMsPerSample: cpuMs('dispatcher'),
    redisCpuMsPerSample: cpuMs('redis'),
    postgresCpuMsPerSample: cpuMs('postgres'),
  };
};
