import { basename } from 'node:path';
import { openBundle, startSampler } from '@echocohort/sampler';
import { limits } from '@echocohort/shared';
import { type Context } from './context.js';
import { mark, storeRuns, watch } from '../system/load.js';
import { hardware } from '../measure/hardware.js';
import { plainRequests, sampleFor, samplerContestant } from '../contestants/own-sampler.js';
import { type Figures, type Measured } from '../report/result.js';
import { ratesOf, takeTurns, type Contestant } from '../measure/rounds.js';
import { StandInWorker } from '../contestants/stand-in-worker.js';
import { type StandIn } from '../contestants/stand-in.js';
import { median, spreadOf, steadyPart } from '../measure/statistics.js';
import { startSystem, type System } from '../system/system.js';

const workerCounts = [1, 2, 4, 8] as const;
const nameOf = (workers: number): string => `${workers} workers`;
/** Batches of each worker in a full turn, at least: fewer would tell of the first and the last one. */
const batchesMin = 24;
/** The largest request that the API takes; the dispatcher cuts it into tickets of eight. */
const requestSamples = limits.samplesPerGenerationMax;

type GpuFigures = Pick<Figures<'scale'>, 'gpu2ClipsPerSecond' | 'efficiencyGpu2'>;

/** How long the real sampler takes on this machine, which the stand-ins then sleep. */
const realPace = async (context: Context): Promise<StandIn> => {
  const bundle = await openBundle(context.bundleDir);
  const sampler = await startSampler(bundle, { provider: context.args.provider, threads: context.threads });
  try {
    const batch = (await plainRequests(bundle, sampler.batchSize)).map(({ request }) => request);
    await sampleFor(sampler, batch, context.args.turnSeconds / 2);
    const { items, seconds } = await sampleFor(sampler, batch, context.args.turnSeconds);
    return { batchSize: sampler.batchSize, secondsPerClip: seconds / items };
  } finally {
    await sampler.close();
  }
};

/** The first so many workers work off a load that keeps each of them busy for a turn. */
const crew = (
  system: System,
  workers: readonly StandInWorker[],
  { batchSize, secondsPerClip }: StandIn,
  fullTurnSeconds: number,
): Contestant => ({
  name: nameOf(workers.length),
  turn: async (turnSeconds) => {
    const batches = Math.max(batchesMin * (turnSeconds / fullTurnSeconds), turnSeconds / (batchSize * secondsPerClip));
    const each = Math.ceil(batches) * batchSize;
    const since = await mark();
    const runs = Math.ceil((each * workers.length) / requestSamples);
    const total = runs * requestSamples;
    await storeRuns(system, { runs, samples: requestSamples, lane: 'interactive' });
    await Promise.all(workers.map((worker) => worker.run()));
    const readings = await watch(system, since, total);
    await Promise.all(workers.map((worker) => worker.rest()));
    return steadyPart(readings, total);
  },
});

/** One GPU and two of them, fed by this process, by turns; nothing where there are not two. */
const twoGpus = async (context: Context): Promise<Pick<Measured<'scale'>, 'spread'> & { figures: GpuFigures }> => {
  const { args, threads } = context;
  if (args.provider !== 'cuda' || hardware().gpus.length < 2) return { figures: {}, spread: {} };
  const bundle = await openBundle(context.bundleDir);
  const [first, second] = await Promise.all(
    [0, 1].map(async (deviceIndex) => {
      const sampler = await startSampler(bundle, { provider: 'cuda', threads, deviceIndex });
      context.atEnd(() => sampler.close());
      const batch = await plainRequests(bundle, sampler.batchSize);
      return samplerContestant(
        sampler,
        batch.map(({ request }) => request),
        'one GPU',
      );
    }),
  );
  if (!first || !second) throw new Error('expected two samplers');
  const both: Contestant = {
    name: 'two GPUs',
    turn: async (seconds) => {
      const turns = await Promise.all([first.turn(seconds), second.turn(seconds)]);
      return {
        items: turns.reduce((sum, { items }) => sum + items, 0),
        seconds: Math.max(...turns.map((turn) => turn.seconds)),
      };
    },
  };
  const rates = await takeTurns([first, both], { ...args, tell: context.tell });
  const [one, two] = [ratesOf(rates, 'one GPU'), ratesOf(rates, 'two GPUs')];
  const efficiency = spreadOf(two.map((rate, round) => rate / (2 * (one[round] as number))));
  const { low, high, rounds } = efficiency;
  return {
    figures: { gpu2ClipsPerSecond: median(two), efficiencyGpu2: efficiency.median },
    spread: { efficiencyGpu2: { low, high, rounds } },
  };
};

/**
 * What more workers bring: processes whose samplers sleep as long as the real one takes on this machine, so that they
 * share nothing but dispatcher, Redis and PostgreSQL. Nothing is encoded or stored.
 */
export const scaleBench = async (context: Context): Promise<Measured<'scale'>> => {
  const { args } = context;
  const standIn = await realPace(context);
  const gpus = await twoGpus(context);
  context.tell(
    `the sampler takes ${(standIn.secondsPerClip * 1_000).toFixed(1)} ms a clip; the stand-ins sleep that long`,
  );
  const system = await startSystem(context);
  const workers = Array.from({ length: Math.max(...workerCounts) }, () =>
    StandInWorker.start(context, system, standIn),
  );
  const contestants = workerCounts.map((count) => crew(system, workers.slice(0, count), standIn, args.turnSeconds));
  const rates = await takeTurns(contestants, { ...args, tell: context.tell });
  const one = ratesOf(rates, nameOf(1));
  const efficiencies = workerCounts.slice(1).map((count) => {
    const many = ratesOf(rates, nameOf(count));
    return {
      name: `efficiency${count}`,
      ...spreadOf(many.map((rate, round) => rate / (count * (one[round] as number)))),
    };
  });
  const [two, four, eight] = efficiencies.map(({ median: value }) => value) as [number, number, number];
  return {
    figures: {
      workers1SamplesPerSecond: median(one),
      workers2SamplesPerSecond: median(ratesOf(rates, nameOf(2))),
      workers4SamplesPerSecond: median(ratesOf(rates, nameOf(4))),
      workers8SamplesPerSecond: median(ratesOf(rates, nameOf(8))),
      efficiency2: two,
      efficiency4: four,
      efficiency8: eight,
      ...gpus.figures,
    },
    spread: {
      ...Object.fromEntries(efficiencies.map(({ name, low, high, rounds }) => [name, { low, high, rounds }])),
      ...gpus.spread,
    },
    settings: {
      bundle: basename(context.bundleDir),
      batchSize: standIn.batchSize,
      millisecondsPerClip: standIn.secondsPerClip * 1_000,
      rounds: args.rounds,
      turnSeconds: args.turnSeconds,
    },
  };
};
