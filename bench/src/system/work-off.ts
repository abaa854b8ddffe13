import { setTimeout as delay } from 'node:timers/promises';
import { DispatchRepository } from '@echocohort/platform';
import { cpuMsPerSample, cpuSeconds, type CpuSeconds } from '../measure/cpu-costs.js';
import { mark, storeRuns, watch } from './load.js';
import { type StandInWorker } from '../contestants/stand-in-worker.js';
import { type System } from './system.js';

export interface WorkedOff {
  readonly rate: number;
  readonly cost: CpuSeconds;
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
  const before = cpuSeconds(system, worker);
  await worker.run();
  const readings = await watch(system, since, total);
  const { loopLagP99Ms } = await worker.figures();
  const after = cpuSeconds(system, worker);
  await worker.rest();
  return {
    rate: total / (readings.at(-1)?.seconds ?? Infinity),
    loopLagP99Ms,
    cost: cpuMsPerSample(before, after, total),
  };
};
