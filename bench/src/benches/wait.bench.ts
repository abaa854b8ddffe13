import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StandInWorker } from '../contestants/stand-in-worker.js';
import { quantile, spreadOf } from '../measure/statistics.js';
import { type Measured } from '../report/result.js';
import { mark, oneAttempt, post, storeRuns } from '../system/load.js';
import { startSystem, type System } from '../system/system.js';
import { type Context } from './context.js';

/** A device of 400 clips a second; the cohort keeps it busy for longer than the bench takes. */
const device = { batchSize: 32, secondsPerClip: 1 / 400 };
const cohortSamples = 100_000;
const requestsPerTurn = 20;
const pollMs = 2;

/** Milliseconds from the request of a single sample until its run is over. */
const waitOfOne = async (system: System, seed: number): Promise<number> => {
  const since = await mark();
  const startMs = performance.now();
  await post(system, 1, seed, oneAttempt);
  for (;;) {
    const run = await system.database.db
      .selectFrom('runs')
      .select('finishedAt')
      .where('id', '>', since)
      .executeTakeFirstOrThrow();
    if (run.finishedAt !== null) return performance.now() - startMs;
    await delay(pollMs);
  }
};

const waits = async (system: System, count: number): Promise<number[]> => {
  const found: number[] = [];
  for (let k = 0; k < count; k += 1) found.push(await waitOfOne(system, k));
  return found;
};

/** Waits until the cohort has filled its window and the worker is in the midst of it. */
const inFullSwing = async ({ database }: System): Promise<void> => {
  for (let open = -1; ;) {
    await delay(2_000);
    const { samples } = await database.db
      .selectFrom('tickets')
      .select(({ fn }) => fn.sum<string>('remaining').as('samples'))
      .executeTakeFirstOrThrow();
    if (open > 0 && Number(samples) < open * 1.2) return;
    open = Number(samples);
  }
};

/**
 * How long one interactive sample takes, from the request to its commit, alone and while a cohort of a hundred thousand keeps
 * the only worker busy. Its sampler sleeps, its encoder and store cost nothing: what is left is the way there.
 */
export const waitBench = async (context: Context): Promise<Measured<'wait'>> => {
  const { args, tell } = context;
  const system = await startSystem(context);
  const worker = StandInWorker.start(context, system, device);
  await worker.run();
  await waits(system, 3);
  const count = args.rounds * requestsPerTurn;
  const alone = await waits(system, count);
  tell(`alone ${quantile(alone, 0.5).toFixed(0)} ms`);
  await storeRuns(system, { runs: cohortSamples / 1_000, samples: 1_000, lane: 'bulk' });
  await inFullSwing(system);
  const beside = await waits(system, count);
  tell(`beside a cohort ${quantile(beside, 0.5).toFixed(0)} ms`);
  const spread = (values: readonly number[]) => {
    const { low, high, rounds } = spreadOf(values);
    return { low, high, rounds };
  };
  return {
    figures: {
      aloneP50Ms: quantile(alone, 0.5),
      aloneP95Ms: quantile(alone, 0.95),
      besideCohortP50Ms: quantile(beside, 0.5),
      besideCohortP95Ms: quantile(beside, 0.95),
      vsAlone: quantile(beside, 0.95) / quantile(alone, 0.95),
    },
    spread: { aloneP50Ms: spread(alone), besideCohortP50Ms: spread(beside) },
    settings: { bundle: basename(context.bundleDir), ...device, cohortSamples, requests: count },
  };
};
