import { setTimeout as delay } from 'node:timers/promises';
import { type RunId } from '@echocohort/shared';
import { type StandInWorker } from '../contestants/stand-in-worker.js';
import { type System } from '../system/system.js';
import { actOnCohort, createCohort, createGeneration, succeededOf } from './client.js';
import { addParty } from './party.js';

const flood = 100_000;
const pollMs = 2;

/** Milliseconds from a request until its sample is there. */
const waitOf = async (system: System, request: () => Promise<RunId>): Promise<number> => {
  const startedMs = performance.now();
  const id = await request();
  while ((await succeededOf(system, id)) === 0) await delay(pollMs);
  return performance.now() - startedMs;
};

const waitsOf = async (system: System, count: number, request: (k: number) => Promise<RunId>): Promise<number[]> => {
  const found: number[] = [];
  for (let k = 0; k < count; k += 1) found.push(await waitOf(system, () => request(k)));
  return found;
};

/**
 * How long a tenant waits for one sample while another of the same weight has a hundred thousand under way: asked for as a person
 * does (the interactive lane), and as a cohort of one, in the lane of the flood, where it waits for what is in the window.
 */
export const waitsUnderFlood = async (
  system: System,
  worker: StandInWorker,
  requests: Readonly<Record<'interactive' | 'sameLane', number>>,
): Promise<Readonly<Record<'interactive' | 'sameLane', readonly number[]>>> => {
  const [flooder, single] = [await addParty(system, 'flooder', 1), await addParty(system, 'single', 1)];
  const flooded = await createCohort(flooder, flood);
  await worker.run();
  // The window grows with what workers do: in full swing it is as large as it gets.
  while ((await succeededOf(system, flooded)) < flood / 20) await delay(pollMs);
  const interactive = await waitsOf(system, requests.interactive, (k) => createGeneration(single, k));
  const sameLane = await waitsOf(system, requests.sameLane, () => createCohort(single, 1));
  if ((await succeededOf(system, flooded)) >= flood) throw new Error('the flood was over before the requests were');
  await actOnCohort(flooder, flooded, 'cancel');
  await worker.rest();
  return { interactive, sameLane };
};
