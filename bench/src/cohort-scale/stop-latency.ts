import { setTimeout as delay } from 'node:timers/promises';
import { type StandInWorker } from '../contestants/stand-in-worker.js';
import { type Spread, spreadOf } from '../measure/statistics.js';
import { type System } from '../system/system.js';
import { actOnCohort, type Client, createCohort, succeededOf } from './client.js';

const cohortSamples = 100_000;
const pollMs = 5;
/** Without a commit for this long there is no more to come: many times what a batch takes. */
const quietMs = 3_000;

const untilMoreThan = async (system: System, id: Parameters<typeof succeededOf>[1], count: number): Promise<void> => {
  while ((await succeededOf(system, id)) <= count) await delay(pollMs);
};

/** Milliseconds from a request that stops a cohort to its last commit. */
const lastCommitAfter = async (
  system: System,
  client: Client,
  id: Parameters<typeof succeededOf>[1],
  action: 'pause' | 'cancel',
) => {
  const askedMs = performance.now();
  await actOnCohort(client, id, action);
  let [count, changedMs] = [await succeededOf(system, id), performance.now()];
  while (performance.now() - changedMs < quietMs) {
    await delay(pollMs);
    const now = await succeededOf(system, id);
    if (now !== count) [count, changedMs] = [now, performance.now()];
  }
  return { ms: changedMs - askedMs, count };
};

/** How long a running cohort goes on after it was paused, rests after it was resumed, and goes on after it was cancelled. */
export const stopLatency = async (
  system: System,
  client: Client,
  worker: StandInWorker,
  rounds: number,
): Promise<Readonly<Record<'pauseMs' | 'resumeMs' | 'cancelMs', Spread>>> => {
  const times = { pauseMs: [] as number[], resumeMs: [] as number[], cancelMs: [] as number[] };
  await worker.run();
  for (let round = 0; round < rounds; round += 1) {
    const id = await createCohort(client, cohortSamples);
    await untilMoreThan(system, id, 500);
    const paused = await lastCommitAfter(system, client, id, 'pause');
    times.pauseMs.push(paused.ms);
    const resumedMs = performance.now();
    await actOnCohort(client, id, 'resume');
    await untilMoreThan(system, id, paused.count);
    times.resumeMs.push(performance.now() - resumedMs);
    await untilMoreThan(system, id, paused.count + 500);
    times.cancelMs.push((await lastCommitAfter(system, client, id, 'cancel')).ms);
  }
  await worker.rest();
  return { pauseMs: spreadOf(times.pauseMs), resumeMs: spreadOf(times.resumeMs), cancelMs: spreadOf(times.cancelMs) };
};
