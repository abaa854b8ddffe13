import { basename } from 'node:path';
import { openBundle } from '@echocohort/sampler';
import { type Context } from './context.js';
import { plainRequests } from '../contestants/own-sampler.js';
import { type Measured } from '../report/result.js';
import { ratesOf, takeTurns } from '../measure/rounds.js';
import { startPeer } from './sampler.bench.js';
import { median, pairedRatio } from '../measure/statistics.js';

const stepCounts = [1, 25, 50] as const;
const nameOf = (steps: number): string => `steps-${steps}`;

/**
 * What more steps cost: the same module in PyTorch with 1, 25 and 50 calls of its flow, from references on the host to
 * frames on the host, so encoder, mover and measurer are in each of them.
 */
export const stepsBench = async (context: Context): Promise<Measured<'steps'>> => {
  const { args, bundleDir } = context;
  const bundle = await openBundle(bundleDir);
  const batchSize = args.provider === 'cpu' ? 1 : bundle.manifest.batchSize[args.provider];
  const peer = await startPeer(context, bundle, await plainRequests(bundle, batchSize));
  const { multiStep, torch } = await peer.describe();
  if (!multiStep)
    context.tell(
      `${bundle.manifest.name} samples in one step only: its flow is called 25 and 50 times, for the time alone`,
    );
  const contestants = stepCounts.map((steps) => peer.contestant(nameOf(steps)));
  const rates = await takeTurns(contestants, { ...args, tell: context.tell });
  const [one, many, most] = stepCounts.map((steps) => ratesOf(rates, nameOf(steps))) as [number[], number[], number[]];
  const [vs25, vs50] = [pairedRatio(one, many), pairedRatio(one, most)];
  return {
    figures: {
      step1ClipsPerSecond: median(one),
      step25ClipsPerSecond: median(many),
      step50ClipsPerSecond: median(most),
      vs25Steps: vs25.median,
      vs50Steps: vs50.median,
    },
    spread: {
      vs25Steps: { low: vs25.low, high: vs25.high, rounds: vs25.rounds },
      vs50Steps: { low: vs50.low, high: vs50.high, rounds: vs50.rounds },
    },
    settings: {
      bundle: basename(bundleDir),
      batchSize,
      threads: context.threads,
      torch,
      multiStep,
      rounds: args.rounds,
      turnSeconds: args.turnSeconds,
    },
  };
};
