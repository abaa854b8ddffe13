import { basename } from 'node:path';
import { type Context } from './context.js';
import { costsOf } from '../measure/cpu-costs.js';
import { type Measured } from '../report/result.js';
import { StandInWorker } from '../contestants/stand-in-worker.js';
import { spreadOf } from '../measure/statistics.js';
import { startSystem } from '../system/system.js';
import { workOff, type WorkedOff } from '../system/work-off.js';

const batchSize = 32;
const defaultSamples = 1_600;

/**
 * What a worker does beside inference, and what that costs: one worker whose sampler costs nothing, everything behind it as
 * it is. Its rate bounds that of any device on a machine with so many cores.
 */
export const finishBench = async (context: Context): Promise<Measured<'finish'>> => {
  const { args, tell } = context;
  const system = await startSystem(context);
  const worker = StandInWorker.start(context, system, { batchSize, secondsPerClip: 0 }, { finishes: true });
  const samples = args.samples ?? defaultSamples;
  const load = { runs: 1, samples, lane: 'bulk' } as const;
  await workOff(system, worker, { ...load, samples: Math.ceil(samples / 8) });
  const rounds: WorkedOff[] = [];
  for (let round = 0; round < args.rounds; round += 1) {
    rounds.push(await workOff(system, worker, load));
    tell(`round ${round + 1}: ${rounds.at(-1)?.rate.toFixed(0)}/s`);
  }
  const { median: clipsPerSecond, ...spread } = spreadOf(rounds.map(({ rate }) => rate));
  return {
    figures: {
      clipsPerSecond,
      ...costsOf(rounds),
    },
    spread: { clipsPerSecond: spread },
    settings: {
      bundle: basename(context.bundleDir),
      batchSize,
      samples,
      storage: args.storage,
      rounds: args.rounds,
      fsync: true,
    },
  };
};
