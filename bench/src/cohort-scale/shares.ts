import { setTimeout as delay } from 'node:timers/promises';
import { type StandInWorker } from '../contestants/stand-in-worker.js';
import { type System } from '../system/system.js';
import { actOnCohort, createCohort, succeededOf } from './client.js';
import { addParty } from './party.js';

/** More than a turn can make of it. */
const cohortSamples = 1_000_000;
const pollMs = 20;

/**
 * How far the shares of two tenants of weights 1 and 3 are from a quarter and three quarters, both with more to do than can be
 * done: in parts of the smaller share, between two moments in the midst of it.
 */
export const shareError = async (system: System, worker: StandInWorker, seconds: number): Promise<number> => {
  const [light, heavy] = [await addParty(system, 'weight-1', 1), await addParty(system, 'weight-3', 3)];
  const ids = [await createCohort(light, cohortSamples), await createCohort(heavy, cohortSamples)] as const;
  const counts = (): Promise<number[]> => Promise.all(ids.map((id) => succeededOf(system, id)));
  await worker.run();
  while ((await counts()).some((count) => count === 0)) await delay(pollMs);
  await delay((seconds * 1_000) / 4);
  const before = await counts();
  await delay(seconds * 1_000);
  const gained = (await counts()).map((count, k) => count - (before[k] as number)) as [number, number];
  await worker.rest();
  await actOnCohort(light, ids[0], 'cancel');
  await actOnCohort(heavy, ids[1], 'cancel');
  return Math.abs(gained[0] / (gained[0] + gained[1]) - 1 / 4) / (1 / 4);
};
