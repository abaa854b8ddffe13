import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSampler } from '@echocohort/sampler';
import { type Context } from './context.js';
import { costsOf, cpuMsPerSample, cpuSeconds, type CpuSeconds } from '../measure/cpu-costs.js';
import { startLookAtCores } from '../measure/cpu-time.js';
import { mark, oneAttempt, post, storeRuns, watch } from '../system/load.js';
import { classFillBetween, fewSamples, fillBetween, observed, type Observation } from '../measure/observe.js';
import { plainRequests, samplerContestant } from '../contestants/own-sampler.js';
import { type Served } from '../system/processes.js';
import { scrape, type Scrape } from '../measure/prometheus.js';
import { type Measured } from '../report/result.js';
import { ratesOf, takeTurns, type Contestant } from '../measure/rounds.js';
import { StandInWorker } from '../contestants/stand-in-worker.js';
import { median, pairedRatio, steadyPart } from '../measure/statistics.js';
import { startRealWorker, startSystem, type System } from '../system/system.js';

/** Longer turns than the sampler's: the first and the last tenth do not count. */
const turnFactor = 1.5;
/** Batches of a turn, at least: the encoders take clips of several together, so that rows come in groups. */
const batchesMin = 20;
const trickle = { perSecond: 50, seconds: 10 } as const;
/** Stands in for a device that is too slow to keep up with the trickle. */
const fastDevice = { batchSize: 32, secondsPerClip: 1 / 500 } as const;
/** Below this the trickle would be a backlog. */
const keepsUpPerSecond = 1.5 * trickle.perSecond;

/** What was seen of a turn, and what a sample cost. */
interface ObservedTurn extends Observation {
  readonly cost: CpuSeconds;
  /** Share of the machine's cores that was taken, whoever took it. */
  readonly coresBusy: number;
}

/** A turn of the pipeline: a bulk run, from where it is stored until its rows are committed. */
const pipelineContestant = (
  system: System,
  worker: Served,
  { batchSize, pace }: { batchSize: number; pace: () => number },
  turns: ObservedTurn[],
): Contestant => ({
  name: 'pipeline',
  turn: async (seconds) => {
    const batches = Math.max(batchesMin, Math.ceil((pace() * seconds * turnFactor) / batchSize));
    const total = batches * batchSize;
    const since = await mark();
    const before = cpuSeconds(system, worker);
    const coresBusy = startLookAtCores();
    const { result, observation } = await observed(worker.url, batchSize, async () => {
      await storeRuns(system, { runs: 1, samples: total, lane: 'bulk' });
      return watch(system, since, total);
    });
    const cost = cpuMsPerSample(before, cpuSeconds(system, worker), total);
    turns.push({ ...observation, cost, coresBusy: coresBusy() });
    return steadyPart(result, total);
  },
});

interface TrickleFill {
  /** Of a full batch. */
  readonly full: number;
  /** Of what the padded call had room for. */
  readonly ofClass: number;
}

/** Single samples, evenly spaced, and what a call of the sampler then holds. */
const trickleFill = async (
  system: System,
  { batchSize, few }: { readonly batchSize: number; readonly few: number },
  look: () => Promise<Scrape>,
): Promise<TrickleFill> => {
  const total = trickle.perSecond * trickle.seconds;
  const since = await mark();
  const first = await look();
  const startMs = performance.now();
  const posts: Promise<void>[] = [];
  for (let k = 0; k < total; k += 1) {
    await delay(Math.max(0, startMs + (k * 1_000) / trickle.perSecond - performance.now()));
    posts.push(post(system, 1, k, oneAttempt));
  }
  await Promise.all(posts);
  await watch(system, since, total);
  const last = await look();
  return { full: fillBetween(first, last, batchSize), ofClass: classFillBetween(first, last, batchSize, few) };
};

const trickleOnStandIn = async (context: Context, system: System, real: Served): Promise<TrickleFill> => {
  context.tell('this device is slower than the trickle: a sleeping one of 500 clips/s takes its place');
  await real.stop();
  const worker = StandInWorker.start(context, system, fastDevice);
  await worker.run();
  const fill = await trickleFill(
    system,
    { batchSize: fastDevice.batchSize, few: 1 },
    async () => (await worker.figures()).scrape,
  );
  await worker.rest();
  return fill;
};

/**
 * From a stored run to its objects and committed rows, against the same sampler alone in the same run.
 * Every sample has one attempt, so that both sides do the same inference.
 */
export const pipelineBench = async (context: Context): Promise<Measured<'pipeline'>> => {
  const { args, threads } = context;
  const system = await startSystem(context);
  const worker = await startRealWorker(context, system);
  const sampler = await startSampler(system.bundle, { provider: args.provider, threads });
  context.atEnd(() => sampler.close());
  const { batchSize } = sampler;
  const batch = (await plainRequests(system.bundle, batchSize)).map(({ request }) => request);
  const alone = samplerContestant(sampler, batch);
  let pace = 1;
  const timed: Contestant = {
    name: alone.name,
    turn: async (seconds) => {
      const turn = await alone.turn(seconds);
      pace = turn.items / turn.seconds;
      return turn;
    },
  };
  const turns: ObservedTurn[] = [];
  const pipeline = pipelineContestant(system, worker, { batchSize, pace: () => pace }, turns);
  const rates = await takeTurns([timed, pipeline], { ...args, tell: context.tell });
  const [ours, theirs] = [ratesOf(rates, 'pipeline'), ratesOf(rates, 'sampler')];
  const vsSampler = pairedRatio(ours, theirs);
  const keepsUp = median(ours) >= keepsUpPerSecond;
  context.tell(`trickling ${trickle.perSecond} requests a second`);
  const trickled = keepsUp
    ? await trickleFill(system, { batchSize, few: args.provider === 'cuda' ? fewSamples : 1 }, () => scrape(worker.url))
    : await trickleOnStandIn(context, system, worker);
  const counted = turns.slice(1); // the first is the warm-up's
  return {
    figures: {
      clipsPerSecond: median(ours),
      samplerClipsPerSecond: median(theirs),
      vsSampler: vsSampler.median,
      fillBacklog: median(counted.map(({ fill }) => fill)),
      fillTrickle: trickled.full,
      classFillTrickle: trickled.ofClass,
      deviceBusy: median(counted.map(({ busy }) => busy)),
      coresBusy: median(counted.map(({ coresBusy }) => coresBusy)),
      ...costsOf(counted),
    },
    spread: { vsSampler: { low: vsSampler.low, high: vsSampler.high, rounds: vsSampler.rounds } },
    settings: {
      bundle: basename(context.bundleDir),
      batchSize,
      threads,
      storage: args.storage,
      auditShare: args.auditShare,
      trickleDevice: keepsUp ? args.provider : 'sleeping, 500 clips/s, batches of 32',
      rounds: args.rounds,
      turnSeconds: args.turnSeconds,
    },
  };
};
