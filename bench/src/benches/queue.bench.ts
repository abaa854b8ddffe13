import { basename } from 'node:path';
import { type Context } from './context.js';
import { costsOf } from '../measure/cpu-costs.js';
import { type Measured } from '../report/result.js';
import { StandInWorker } from '../contestants/stand-in-worker.js';
import { spreadOf } from '../measure/statistics.js';
import { startSystem } from '../system/system.js';
import { workOff, type WorkedOff } from '../system/work-off.js';

const batchSize = 32;
/** Bulk runs of a thousand samples, and interactive ones of a single sample, which need a ticket each. */
const bulkSamples = 1_000;
const defaultSamples = 16_000;
const singlesShare = 1 / 8;

/**
 * What dispatch, BullMQ, batches and commit sustain by themselves: one worker whose sampler, encoder and object store cost
 * nothing, PostgreSQL with fsync, the API's dispatcher in its own process.
 */
export const queueBench = async (context: Context): Promise<Measured<'queue'>> => {
  const { args, tell } = context;
  const system = await startSystem(context);
  const worker = StandInWorker.start(context, system, { batchSize, secondsPerClip: 0 });
  const samples = args.samples ?? defaultSamples;
  const bulk = { runs: Math.max(1, Math.round(samples / bulkSamples)), samples: bulkSamples, lane: 'bulk' as const };
  const singles = { runs: Math.round(samples * singlesShare), samples: 1, lane: 'interactive' as const };
  await workOff(system, worker, { ...bulk, runs: 1 });
  const [bulkRounds, singleRounds]: [WorkedOff[], WorkedOff[]] = [[], []];
  for (let round = 0; round < args.rounds; round += 1) {
    bulkRounds.push(await workOff(system, worker, bulk));
    singleRounds.push(await workOff(system, worker, singles));
    tell(
      `round ${round + 1}: ${bulkRounds.at(-1)?.rate.toFixed(0)}/s, singles ${singleRounds.at(-1)?.rate.toFixed(0)}/s`,
    );
  }
  const rates = spreadOf(bulkRounds.map(({ rate }) => rate));
  const singleRates = spreadOf(singleRounds.map(({ rate }) => rate));
  return {
    figures: {
      samplesPerSecond: rates.median,
      singlesPerSecond: singleRates.median,
      overheadMsPerSample: 1_000 / rates.median,
      ...costsOf(bulkRounds),
    },
    spread: {
      samplesPerSecond: { low: rates.low, high: rates.high, rounds: rates.rounds },
      singlesPerSecond: { low: singleRates.low, high: singleRates.high, rounds: singleRates.rounds },
    },
    settings: {
      bundle: basename(context.bundleDir),
      batchSize,
      samples: bulk.runs * bulk.samples,
      singles: singles.runs,
      rounds: args.rounds,
      fsync: true,
    },
  };
};
