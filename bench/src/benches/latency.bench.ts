import { basename } from 'node:path';
import { openBundle, startSampler, type Bundle, type Sampler, type SampleRequest } from '@echocohort/sampler';
import { type Context } from './context.js';
import { plainRequests } from '../contestants/own-sampler.js';
import { orderOf } from '../measure/rounds.js';
import { median, quantile } from '../measure/statistics.js';
import { type Figures, type Measured } from '../report/result.js';

/** Samples of a small request, by turns: each is another shape where calls are not filled up. */
const sizes = [1, 2, 5] as const;
/** Observed frames of its samples, by turns. */
const referenceCounts = [1, 2, 4] as const;

type References = (typeof referenceCounts)[number];

/** Milliseconds that small requests took, by the number of their observed frames. */
type Latencies = Readonly<Record<References, number[]>>;

interface Contestant {
  readonly name: 'pinned' | 'exact';
  readonly sampler: Sampler;
  readonly latencies: Latencies;
}

/** The request with so many observed frames; its own one stands for all of them. */
const withReferences = (request: SampleRequest, count: number): SampleRequest => ({
  ...request,
  references: Array.from({ length: count }, () => request.references[0] as Uint8Array),
  positions: Array.from({ length: count }, (_, k) => k),
});

/** Small requests, one after the other, each behind full batches on every lane. */
const measureTurn = async (
  { sampler, latencies }: Contestant,
  requests: readonly SampleRequest[],
  { maxReferences, seconds }: { readonly maxReferences: number; readonly seconds: number },
): Promise<void> => {
  const endMs = performance.now() + seconds * 1_000;
  do {
    for (const size of sizes)
      for (const count of referenceCounts) {
        await Promise.all(Array.from({ length: sampler.batchesInFlight }, () => sampler.generate(requests)));
        const small = requests
          .slice(0, size)
          .map((request) => withReferences(request, Math.min(count, maxReferences, request.frames)));
        const startMs = performance.now();
        await sampler.generate(small);
        latencies[count].push(performance.now() - startMs);
      }
  } while (performance.now() < endMs);
};

const startContestants = async ({ args, threads, atEnd }: Context, bundle: Bundle): Promise<Contestant[]> => {
  const contestants: Contestant[] = [];
  for (const name of ['pinned', 'exact'] as const) {
    const { batchSize } = bundle.manifest;
    const sampler = await startSampler(bundle, {
      ...{ provider: args.provider, threads, samplesPerCall: batchSize[args.provider] },
      pinsShapes: name === 'pinned',
    });
    atEnd(() => sampler.close());
    contestants.push({ name, sampler, latencies: { 1: [], 2: [], 4: [] } });
  }
  return contestants;
};

const figuresOf = ([pinned, exact]: readonly [Latencies, Latencies]): Figures<'latency'> => {
  const p50 = median;
  const p95 = (values: readonly number[]): number => quantile(values, 0.95);
  const all = (latencies: Latencies): number[] => referenceCounts.flatMap((count) => latencies[count]);
  return {
    pinnedK1P50Ms: p50(pinned[1]),
    pinnedK1P95Ms: p95(pinned[1]),
    pinnedK2P50Ms: p50(pinned[2]),
    pinnedK2P95Ms: p95(pinned[2]),
    pinnedK4P50Ms: p50(pinned[4]),
    pinnedK4P95Ms: p95(pinned[4]),
    exactK1P50Ms: p50(exact[1]),
    exactK1P95Ms: p95(exact[1]),
    exactK2P50Ms: p50(exact[2]),
    exactK2P95Ms: p95(exact[2]),
    exactK4P50Ms: p50(exact[4]),
    exactK4P95Ms: p95(exact[4]),
    vsExactP50: p50(all(exact)) / p50(all(pinned)),
  };
};

/**
 * How long a small request takes that comes behind full batches: calls filled up to pinned shapes, each in a session of its
 * own, against calls as large as their samples in one session, as they were before.
 */
export const latencyBench = async (context: Context): Promise<Measured<'latency'>> => {
  const { args, bundleDir, tell, threads } = context;
  const bundle = await openBundle(bundleDir);
  const contestants = await startContestants(context, bundle);
  const { maxReferences, batchSize } = bundle.manifest;
  const requests = (await plainRequests(bundle, batchSize[args.provider])).map(({ request }) => request);
  for (const { name, sampler } of contestants) {
    tell(`warming up ${name}`);
    await measureTurn({ name, sampler, latencies: { 1: [], 2: [], 4: [] } }, requests, { maxReferences, seconds: 0 });
  }
  for (let round = 0; round < args.rounds; round += 1)
    for (const contestant of orderOf(contestants, round)) {
      await measureTurn(contestant, requests, { maxReferences, seconds: args.turnSeconds });
      const p50 = median(Object.values(contestant.latencies).flat());
      tell(`round ${round + 1}: ${contestant.name} ${p50.toFixed(1)} ms`);
    }
  const [pinned, exact] = contestants.map(({ latencies }) => latencies) as [Latencies, Latencies];
  return {
    figures: figuresOf([pinned, exact]),
    spread: {},
    settings: {
      bundle: basename(bundleDir),
      batchSize: batchSize[args.provider],
      requestsPinned: Object.values(pinned).flat().length,
      requestsExact: Object.values(exact).flat().length,
      threads,
      rounds: args.rounds,
      turnSeconds: args.turnSeconds,
    },
  };
};
