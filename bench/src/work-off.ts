import { setTimeout as delay } from 'node:timers/promises';
import { DispatchRepository } from '@echocohort/platform';
import { cpuSecondsOf, familyCpuSecondsOf, ownCpuSecondsOf } from './cpu-time.js';
import { mark, storeRuns, watch } from './load.js';
import { type StandInWorker } from './stand-in-worker.js';
import { median } from './statistics.js';
import { type System } from './system.js';

/** Processor seconds; those of encoders are of all that the worker has started. */
interface CpuSeconds {
  readonly worker: number;
  readonly encoders: number;
  readonly dispatcher: number;
  readonly redis: number;
  readonly postgres: number;
}

const cpuSeconds = ({ pids, api }: System, worker: StandInWorker): CpuSeconds => ({
  worker: ownCpuSecondsOf(worker.pid),
  encoders: familyCpuSecondsOf(worker.pid) - ownCpuSecondsOf(worker.pid),
  dispatcher: cpuSecondsOf(api.pid),
  redis: pids.redis === null ? 0 : cpuSecondsOf(pids.redis),
  postgres: pids.postgres === null ? 0 : familyCpuSecondsOf(pids.postgres),
});

export interface WorkedOff {
  readonly rate: number;
  readonly cpuMsPerSample: CpuSeconds;
  readonly loopLagP99Ms: number;
}

/** Tickets that the dispatcher keeps in Redis at most. */
const windowTickets = 512;

/** Waits until the dispatcher has filled its window, so that the worker begins on a full queue. */
const dispatched = async ({ database }: System, tickets: number): Promise<void> => {
  const repository = new DispatchRepository(database);
  while ((await repository.openTicketCount()) < Math.min(tickets, windowTickets)) await delay(50);
};

/** Stores runs while the worker rests, then lets it work them off. The rate counts from its first ticket to the last commit. */
export const workOff = async (
  system: System,
  worker: StandInWorker,
  load: Parameters<typeof storeRuns>[1],
): Promise<WorkedOff> => {
  const since = await mark();
  const total = load.runs * load.samples;
  await storeRuns(system, load);
  await dispatched(system, load.runs);
  const cpuBefore = cpuSeconds(system, worker);
  await worker.run();
  const readings = await watch(system, since, total);
  const { loopLagP99Ms } = await worker.figures();
  const cpuAfter = cpuSeconds(system, worker);
  await worker.rest();
  const perSample = (part: keyof CpuSeconds): number => ((cpuAfter[part] - cpuBefore[part]) / total) * 1_000;
  return {
    rate: total / (readings.at(-1)?.seconds ?? Infinity),
    loopLagP99Ms,
    cpuMsPerSample: {
      worker: perSample('worker'),
      encoders: perSample('encoders'),
      dispatcher: perSample('dispatcher'),
      redis: perSample('redis'),
      postgres: perSample('postgres'),
    },
  };
};

/** Median of the rounds. */
export const cpuMsOf = (rounds: readonly WorkedOff[], part: keyof CpuSeconds): number =>
  median(rounds.map(({ cpuMsPerSample }) => cpuMsPerSample[part]));

/** Figures that every bench of a worker without a device gives. */
export const costsOf = (rounds: readonly WorkedOff[]) => ({
  loopLagP99Ms: median(rounds.map(({ loopLagP99Ms }) => loopLagP99Ms)),
  workerCpuMsPerSample: cpuMsOf(rounds, 'worker'),
  dispatcherCpuMsPerSample: cpuMsOf(rounds, 'dispatcher'),
  redisCpuMsPerSample: cpuMsOf(rounds, 'redis'),
  postgresCpuMsPerSample: cpuMsOf(rounds, 'postgres'),
});
