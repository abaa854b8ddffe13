import { basename } from 'node:path';
import { createMillion } from '../cohort-scale/create-million.js';
import { dispatchRounds } from '../cohort-scale/dispatch-rounds.js';
import { waitsUnderFlood } from '../cohort-scale/flood.js';
import { handover } from '../cohort-scale/handover.js';
import { memoryOverTime } from '../cohort-scale/memory-over-time.js';
import { shareError } from '../cohort-scale/shares.js';
import { stopLatency } from '../cohort-scale/stop-latency.js';
import { StandInWorker } from '../contestants/stand-in-worker.js';
import { quantile, type Spread, spreadOf } from '../measure/statistics.js';
import { type Measured } from '../report/result.js';
import { startSystem, type System } from '../system/system.js';
import { workOff } from '../system/work-off.js';
import { type Context } from './context.js';

const batchSize = 32;
/** Devices that sleep: one that takes eight minutes for the memory's samples, a GPU, and one faster than any. */
const slow = { batchSize, secondsPerClip: 1 / 200 };
const gpu = { batchSize, secondsPerClip: 1 / 400 };
const fast = { batchSize, secondsPerClip: 1 / 2_000 };
const free = { batchSize, secondsPerClip: 0 };
const memorySamples = 100_000;
const shareSeconds = 20;
const roundSeconds = 20;
const floodRequests = { interactive: 30, sameLane: 5 };

const rounded = ({ low, high, rounds }: Spread) => ({ low, high, rounds });

/** The queue path alone; the first round warms up. */
const queueRates = async (system: System, worker: StandInWorker, rounds: number): Promise<Spread> => {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round += 1)
    rates.push((await workOff(system, worker, { runs: 16, samples: 1_000, lane: 'bulk' })).rate);
  return spreadOf(rates.slice(1));
};

/** What the control plane promises of large cohorts and many tenants, each process its own, samplers asleep. */
export const cohortScaleBench = async (context: Context): Promise<Measured<'cohort-scale'>> => {
  const { args, tell } = context;
  const system = await startSystem(context);
  const client = { url: system.api.url, apiKey: system.apiKey };
  const workerOf = (standIn: typeof free): StandInWorker => StandInWorker.start(context, system, standIn);

  const samples = args.samples ?? memorySamples;
  tell(`memory over ${samples} samples`);
  const { readings, ...memory } = await memoryOverTime(system, client, workerOf(slow), samples);
  tell('creating cohorts of a million');
  const { createMs, createRows } = await createMillion(system, client, args.rounds);
  tell('pausing, resuming and cancelling');
  const stops = await stopLatency(system, client, workerOf(gpu), args.rounds);
  tell('shares of weights 1 and 3');
  const off = await shareError(system, workerOf(fast), shareSeconds);
  tell('one sample under a flood');
  const waits = await waitsUnderFlood(system, workerOf(gpu), floodRequests);
  tell('queue path');
  const rate = await queueRates(system, workerOf(free), args.rounds);
  tell('rounds of ten thousand runs');
  const rounds = await dispatchRounds(system, workerOf(fast), roundSeconds);
  tell('handing over');
  const handed = await handover(context, system);

  return {
    figures: {
      createMs: createMs.median,
      createRows,
      ...memory,
      pauseMs: stops.pauseMs.high,
      resumeMs: stops.resumeMs.high,
      cancelMs: stops.cancelMs.high,
      ...rounds,
      samplesPerSecond: rate.median,
      shareError: off,
      floodWaitP50Ms: quantile(waits.interactive, 0.5),
      floodWaitP95Ms: quantile(waits.interactive, 0.95),
      floodSameLaneMaxMs: Math.max(...waits.sameLane),
      ...handed,
      memory: [...readings],
    },
    spread: {
      createMs: rounded(createMs),
      pauseMs: rounded(stops.pauseMs),
      resumeMs: rounded(stops.resumeMs),
      cancelMs: rounded(stops.cancelMs),
      samplesPerSecond: rounded(rate),
    },
    settings: {
      bundle: basename(context.bundleDir),
      batchSize,
      memorySamples: samples,
      shareSeconds,
      roundSeconds,
      floodRequests: floodRequests.interactive,
      floodSameLaneRequests: floodRequests.sameLane,
      rounds: args.rounds,
    },
  };
};
