import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openBundle, startSampler, type Bundle, type Sampler } from '@echocohort/sampler';
import { ArgumentError } from '../arguments.js';
import { type Context } from './context.js';
import { largestDifference, plainRequests, samplerContestant, type PlainRequest } from '../contestants/own-sampler.js';
import { Peer, preparePeer, pythonOf, type PeerDescription } from '../contestants/peer.js';
import { publishedTeraflops } from '../contestants/published-rates.js';
import { hardware } from '../measure/hardware.js';
import { type Measured, type SamplerFigures, type SpreadEntry } from '../report/result.js';
import { ratesOf, takeTurns } from '../measure/rounds.js';
import { median, pairedRatio, type Spread } from '../measure/statistics.js';

/** Who takes part beside the sampler: torch.compile needs a GPU to be worth its minutes, onnxruntime's package is CPU only. */
const enginesOf = { cpu: ['eager', 'onnxruntime'], cuda: ['eager', 'compile'] } as const;
type Engine = (typeof enginesOf)[keyof typeof enginesOf][number];

const entry = ({ low, high, rounds }: Spread): SpreadEntry => ({ low, high, rounds });

/** Module and inputs of the PyTorch peer. A packed copy brings them in the bundle's folder; else they are made. */
const prepared = async (
  context: Context,
  bundle: Bundle,
  batch: readonly PlainRequest[],
  published: string | null,
): Promise<string> => {
  const packed = join(bundle.dir, 'peer');
  if (existsSync(join(packed, `feeds-${batch.length}.npz`))) return packed;
  const out = join(context.scratch, `${bundle.manifest.name}-peer`);
  context.tell(`reading the weights of ${bundle.manifest.name} back into torch`);
  await preparePeer(pythonOf(context.args.python), bundle, batch, out, { ...context, published });
  return out;
};

/** A PyTorch peer of a bundle, on the same machine and device. */
export const startPeer = async (
  context: Context,
  bundle: Bundle,
  batch: readonly PlainRequest[],
  published: string | null = null,
): Promise<Peer> => {
  const { args, threads } = context;
  if (args.provider === 'webgpu') throw new Error('there is no PyTorch peer on webgpu; take --provider cuda or cpu');
  const graph = bundle.manifest.graphs.generate.find(({ layout }) => layout === 'portable');
  const peer = new Peer({
    python: pythonOf(args.python),
    prepared: await prepared(context, bundle, batch, published),
    batch: batch.length,
    provider: args.provider,
    threads,
    graph: join(bundle.dir, graph?.file ?? ''),
  });
  context.atEnd(() => {
    peer.close();
  });
  return peer;
};

const figuresOf = (
  rates: ReadonlyMap<string, number[]>,
  peer: PeerDescription,
  maxEfDifferencePp: number | undefined,
): Pick<Measured<'sampler'>, 'figures' | 'spread'> => {
  const [ours, eager] = [ratesOf(rates, 'sampler'), ratesOf(rates, 'eager')];
  const against = (name: string) => {
    const theirs = rates.get(name);
    return theirs && { rate: median(theirs), ratio: pairedRatio(ours, theirs) };
  };
  const [compiled, onnx] = [against('compile'), against('onnxruntime')];
  const vsTorchEager = pairedRatio(ours, eager);
  const clipsPerSecond = median(ours);
  const { matmulTeraflopsPerSecond: matmul, gigaflopsPerClip } = peer;
  const published = matmul === null ? null : publishedTeraflops(hardware().gpus[0]);
  const shareOf = (teraflops: number): number => (clipsPerSecond * gigaflopsPerClip) / (teraflops * 1_000);
  const spread = {
    vsTorchEager: entry(vsTorchEager),
    ...(compiled && { vsTorchCompile: entry(compiled.ratio) }),
    ...(onnx && { vsOnnxruntimePython: entry(onnx.ratio) }),
  };
  const figures: SamplerFigures = {
    clipsPerSecond,
    torchEagerClipsPerSecond: median(eager),
    ...(compiled && { torchCompileClipsPerSecond: compiled.rate, vsTorchCompile: compiled.ratio.median }),
    ...(onnx && { onnxruntimePythonClipsPerSecond: onnx.rate, vsOnnxruntimePython: onnx.ratio.median }),
    vsTorchEager: vsTorchEager.median,
    gigaflopsPerClip,
    ...(matmul !== null && { matmulTeraflopsPerSecond: matmul, peakShare: shareOf(matmul) }),
    ...(published !== null && { publishedPeakShare: shareOf(published) }),
    ...(maxEfDifferencePp !== undefined && { maxEfDifferencePp }),
  };
  return { figures, spread };
};

const start = async (context: Context, bundle: Bundle): Promise<Sampler> => {
  const { args, threads } = context;
  const sampler = await startSampler(bundle, { provider: args.provider, threads });
  context.atEnd(() => sampler.close());
  return sampler;
};

/** One bundle: ours and every engine by turns, all of them on the same batch. */
const measure = async (
  context: Context,
  published: string | null,
  engines: readonly Engine[],
): Promise<Measured<'sampler'> & Measured<'official'>> => {
  const { args, bundleDir, threads } = context;
  const bundle = await openBundle(bundleDir);
  const sampler = await start(context, bundle);
  const batch = await plainRequests(bundle, sampler.batchSize);
  const requests = batch.map(({ request }) => request);
  const peer = await startPeer(context, bundle, batch, published);
  const description = await peer.describe();
  const contestants = [samplerContestant(sampler, requests), ...engines.map((engine) => peer.contestant(engine))];
  const rates = await takeTurns(contestants, { ...args, tell: context.tell });
  const difference = largestDifference(await sampler.generate(requests), description.efPercents);
  return {
    ...figuresOf(rates, description, difference),
    settings: {
      bundle: basename(bundleDir),
      batchSize: sampler.batchSize,
      threads,
      torch: description.torch,
      rounds: args.rounds,
      turnSeconds: args.turnSeconds,
    },
  };
};

/** The inference process against PyTorch and onnxruntime in Python, by turns in one run. */
export const samplerBench = (context: Context): Promise<Measured<'sampler'>> =>
  measure(context, null, context.args.provider === 'cuda' ? enginesOf.cuda : enginesOf.cpu);

/** A network of the published size, converted from weights in the published format, against PyTorch as it is published. */
export const officialBench = (context: Context): Promise<Measured<'official'>> => {
  const { bundle, published } = context.args;
  if (bundle === null || published === null)
    throw new ArgumentError('official: expected --bundle DIR, converted from --published DIR');
  return measure(context, published, ['eager']);
};
