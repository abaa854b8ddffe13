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

/** Longer than the dispatcher's pause between two rounds. */
const roundMs = 300;

/** Waits until the dispatcher issues no more: all that was stored, or as much as its window holds. */
const dispatched = async ({ database }: System): Promise<void> => {
  const repository = new DispatchRepository(database);
  const openSamples = async (): Promise<number> =>
    (await repository.openWork()).reduce((sum, { samples }) => sum + samples, 0);
  for (let before = 0, now = 0; now === 0 || now !== before;) {
    await delay(roundMs);
    [before, now] = [now, await openSamples()];
  }
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
  await dispatched(system);
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
