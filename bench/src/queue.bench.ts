import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DispatchRepository } from '@echocohort/platform';
import { type Context } from './context.js';
import { cpuSecondsOf, familyOf } from './cpu-time.js';
import { mark, storeRuns, watch } from './load.js';
import { type Measured } from './result.js';
import { StandInWorker } from './stand-in-worker.js';
import { median, spreadOf } from './statistics.js';
import { startSystem, type System } from './system.js';

const batchSize = 32;
/** Bulk runs of a thousand samples, and interactive ones of a single sample, which need a ticket each. */
const bulkSamples = 1_000;
const defaultSamples = 16_000;
const singlesShare = 1 / 8;

interface CpuSeconds {
  readonly worker: number;
  readonly dispatcher: number;
  readonly redis: number;
  readonly postgres: number;
}

const cpuSeconds = ({ pids, api }: System, worker: StandInWorker): CpuSeconds => ({
  worker: cpuSecondsOf(worker.pid),
  dispatcher: cpuSecondsOf(api.pid),
  redis: pids.redis === null ? 0 : cpuSecondsOf(pids.redis),
  postgres: pids.postgres === null ? 0 : familyOf(pids.postgres).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
});

interface Round {
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
const workOff = async (
  system: System,
  worker: StandInWorker,
  load: Parameters<typeof storeRuns>[1],
): Promise<Round> => {
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
      dispatcher: perSample('dispatcher'),
      redis: perSample('redis'),
      postgres: perSample('postgres'),
    },
  };
};

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
  const [bulkRounds, singleRounds]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < args.rounds; round += 1) {
    bulkRounds.push(await workOff(system, worker, bulk));
    singleRounds.push(await workOff(system, worker, singles));
    tell(
      `round ${round + 1}: ${bulkRounds.at(-1)?.rate.toFixed(0)}/s, singles ${singleRounds.at(-1)?.rate.toFixed(0)}/s`,
    );
  }
  const rates = spreadOf(bulkRounds.map(({ rate }) => rate));
  const singleRates = spreadOf(singleRounds.map(({ rate }) => rate));
  const cpu = (part: keyof CpuSeconds): number => median(bulkRounds.map(({ cpuMsPerSample }) => cpuMsPerSample[part]));
  return {
    figures: {
      samplesPerSecond: rates.median,
      singlesPerSecond: singleRates.median,
      overheadMsPerSample: 1_000 / rates.median,
      loopLagP99Ms: median(bulkRounds.map(({ loopLagP99Ms }) => loopLagP99Ms)),
      workerCpuMsPerSample: cpu('worker'),
      dispatcherCpuMsPerSample: cpu('dispatcher'),
      redisCpuMsPerSample: cpu('redis'),
      postgresCpuMsPerSample: cpu('postgres'),
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
