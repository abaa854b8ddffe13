import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BundleManifest,
  EchoError,
  type GenerateGraph,
  type GenerateInputRole,
  type ReadGraph,
  fieldError,
} from '@echocohort/shared';
import { batchClasses, classBelow, classOf } from './pack/batch-classes.js';
import { type Bundle, bundleError } from './bundle/bundle.js';
import { type GraphKind, checkGraph } from './bundle/check-graph.js';
import { checkGoldenResult, goldenRequest } from './bundle/golden-test.js';
import { InferenceLanes } from './onnx/inference-lanes.js';
import { type Tensors } from './onnx/inference-thread.js';
import { isOutOfMemory } from './onnx/out-of-memory.js';
import { type FeedPacker, inlinePacker } from './pack/feed-packer.js';
import { type PlannedSample } from './pack/pack-feeds.js';
import { noiseStreams, uniforms } from './request/philox.js';
import { readFrames } from './read-frames.js';
import { reread } from './request/sample-reading.js';
import { type SampleRequest, type SampleResult, checkRequest } from './request/sample-request.js';
import { type Difference, type FramesReading, type Sampler, type SamplerOptions, deviceNameOf } from './sampler.js';
import { providerNeeds } from './onnx/provider-needs.js';
import { type Provider, sessionOptions } from './onnx/session-options.js';
import { drawTiming, timingUniforms, volumeCurve } from './request/timing.js';
import { unpackResults } from './pack/unpack-results.js';

/** How a provider takes samples. */
interface Habit {
  /** Samples of one graph call; null: as many as the bundle's batch. */
  readonly samplesPerCall: number | null;
  readonly usesClasses: boolean;
  /** Graph calls side by side, each with its part of the threads. */
  readonly lanes: (threads: number, batch: number) => number;
}

const one = (): number => 1;
const three = (): number => 3;

/**
 * A CPU gains nothing from company (.25 s a clip alone, .28 by twos, .5 by fours on one thread of a busy machine) and its
 * memory grows with it (peak .36, .5 and .9 GB), but its threads do more apart than together: two calls of one thread make
 * 1.2 times the clips of one call of two, 1.27 times beside other work. CUDA searches for its kernels at every new shape,
 * for a second or two; of several calls, one computes while the others copy, launch and wait (one H200, batches of 32: 635,
 * 740 and 785 clips/s with one, two and three).
 */
const habits: Readonly<Record<Provider, Habit>> = {
  cpu: { samplesPerCall: 1, usesClasses: false, lanes: Math.min },
  webgpu: { samplesPerCall: null, usesClasses: false, lanes: one },
  cuda: { samplesPerCall: null, usesClasses: true, lanes: three },
};

/** The graph of a provider: CUDA has a layout of its own that nobody else can run. */
const generateGraph = ({ graphs }: BundleManifest, provider: Provider): GenerateGraph => {
  const portable = graphs.generate.find(({ layout }) => layout === 'portable');
  const own = provider === 'cuda' ? graphs.generate.find(({ layout }) => layout === 'cuda') : undefined;
  const graph = own ?? portable;
  if (graph === undefined)
    throw bundleError('bundle.json graphs.generate', `expected a portable graph for ${provider}`);
  return graph;
};

const cannotLoad = (provider: Provider, file: string, cause: unknown): EchoError => {
  if (cause instanceof EchoError) return cause;
  const words = cause instanceof Error ? cause.message : String(cause);
  const reason = `provider ${provider} cannot open ${file} (${words}); it needs ${providerNeeds[provider]}`;
  return new EchoError('unavailable', reason, {
    issues: [{ field: 'provider', expected: providerNeeds[provider] }],
    cause,
  });
};

type Settled = PromiseSettledResult<SampleResult>;

const noMemory = (provider: Provider, cause: unknown): EchoError =>
  new EchoError('unavailable', `provider ${provider} has not enough memory for a single sample`, { cause });

/** Parts of at most `most` items, in order. */
const inParts = <T>(items: readonly T[], most: number): T[][] => {
  const parts: T[][] = [];
  for (let first = 0; first < items.length; first += most) parts.push(items.slice(first, first + most));
  return parts;
};

const worstOf = (found: readonly Difference[]): Difference => ({
  meanLevels: Math.max(...found.map(({ meanLevels }) => meanLevels)),
  maxLevels: Math.max(...found.map(({ maxLevels }) => maxLevels)),
});

class GraphSampler implements Sampler {
  determinism: 'bitwise' | 'tolerance' = 'tolerance';
  difference: Difference = { meanLevels: 0, maxLevels: 0 };
  readonly provider: Provider;
  readonly device: string;
  private readonly graph: GenerateGraph;
  private readonly usesClasses: boolean;
  /** Samples of one graph call; less when memory runs out. */
  private samplesPerCall: number;
  private shrunk = false;

  constructor(
    private readonly bundle: Bundle,
    private readonly options: SamplerOptions,
    private readonly lanes: InferenceLanes,
    private readonly packer: FeedPacker,
  ) {
    const { provider } = options;
    const habit = habits[provider];
    this.provider = provider;
    this.device = deviceNameOf(options);
    this.usesClasses = options.usesClasses ?? habit.usesClasses;
    this.samplesPerCall = options.samplesPerCall ?? habit.samplesPerCall ?? this.declaredBatch;
    this.graph = generateGraph(bundle.manifest, provider);
  }

  get batchSize(): number {
    return this.shrunk ? Math.min(this.declaredBatch, this.samplesPerCall) : this.declaredBatch;
  }

  get batchesInFlight(): number {
    const callsOfBatch = Math.ceil(this.batchSize / this.samplesPerCall);
    return Math.ceil(this.lanes.count / callsOfBatch) + 1;
  }

  private get declaredBatch(): number {
    return this.bundle.manifest.batchSize[this.options.provider];
  }

  /** Opens the graphs and proves the device with the golden sample, in every size of call that will be used. */
  async start(): Promise<void> {
    const { read } = this.bundle.manifest.graphs;
    await this.open('generate', this.graph);
    if (read) await this.open('read', read);
    this.difference = this.usesClasses ? await this.goldenOfClasses() : await this.golden(1);
    this.determinism = this.difference.maxLevels === 0 && this.provider === 'cpu' ? 'bitwise' : 'tolerance';
    if (this.usesClasses) await this.warmReaders();
  }

  /** The worst of all sizes of call; one that memory does not do for has been halved by the time it comes back. */
  private async goldenOfClasses(): Promise<Difference> {
    const found: Difference[] = [];
    for (const size of batchClasses(this.samplesPerCall))
      if (size <= this.samplesPerCall) found.push(await this.golden(size));
    return worstOf(found);
  }

  async prove(): Promise<void> {
    await this.golden(1);
  }

  /** In every lane, by a call of so many copies each. */
  private async golden(copies: number): Promise<Difference> {
    const request = await goldenRequest(this.bundle);
    const call = (): Promise<SampleResult[]> => this.generate(Array.from({ length: copies }, () => request));
    const results = (await Promise.all(Array.from({ length: this.lanes.count }, call))).flat();
    const check = async (result: SampleResult): Promise<Difference> =>
      checkGoldenResult(this.bundle, await reread(this.bundle.manifest, this, request, result));
    return worstOf(await Promise.all(results.map(check)));
  }

  private async warmReaders(): Promise<void> {
    const { references } = await goldenRequest(this.bundle);
    await Promise.all(Array.from({ length: this.lanes.count }, () => this.read(references)));
  }

  async generate(batch: readonly SampleRequest[]): Promise<SampleResult[]> {
    return (await this.generateEach(batch)).map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  async generateEach(batch: readonly SampleRequest[]): Promise<Settled[]> {
    const results = batch.map((request, b) => this.refusal(request, b));
    const good = batch.flatMap((request, b) => (results[b] === null ? [{ request, b }] : []));
    const samples = await this.plan(good.map(({ request }) => request));
    // All at once: a thread takes its own in order, and while it makes one the next is packed.
    const made = (await Promise.all(inParts(samples, this.samplesPerCall).map((part) => this.call(part)))).flat();
    good.forEach(({ b }, n) => (results[b] = made[n] as Settled));
    return results as Settled[];
  }

  async read(frames: readonly Uint8Array[]): Promise<FramesReading | null> {
    const { frame, graphs } = this.bundle.manifest;
    if (graphs.read === undefined) return null;
    const run = (feeds: Tensors): Promise<Tensors> => this.lanes.run('read', feeds);
    return readFrames(graphs.read, frames, { frame, isPadded: this.usesClasses, run });
  }

  busySeconds(): number {
    return this.lanes.busySeconds();
  }

  async close(): Promise<void> {
    await Promise.all([this.lanes.close(), this.packer.close()]);
  }

  private async open(kind: GraphKind, graph: GenerateGraph | ReadGraph): Promise<void> {
    const { dir, manifest } = this.bundle;
    const threads = Math.max(1, Math.floor(this.options.threads / this.lanes.count));
    const options = sessionOptions({ ...this.options, threads });
    const metadata = await this.lanes.load(kind, join(dir, graph.file), options).catch((cause: unknown) => {
      throw cannotLoad(this.provider, graph.file, cause);
    });
    checkGraph(manifest, kind, graph, metadata);
  }

  /** Why a request cannot be met; null when it can. */
  private refusal(request: SampleRequest, b: number): Settled | null {
    try {
      checkRequest(this.bundle.manifest, request);
      return null;
    } catch (error) {
      const [issue] = error instanceof EchoError ? error.issues : [];
      const reason = issue ? fieldError('invalid-request', `samples[${b}].${issue.field}`, issue.expected) : error;
      return { status: 'rejected', reason };
    }
  }

  /** Gives way to the event loop after each sample. */
  private async plan(requests: readonly SampleRequest[]): Promise<PlannedSample[]> {
    const samples: PlannedSample[] = [];
    for (const request of requests) {
      samples.push(this.planOne(request));
      await nextTurn();
    }
    return samples;
  }

  /**
   * Draws the sample's beat for a graph that is told one. A graph that takes timing noise has a timing flow and draws its
   * own; one that takes no curve follows none.
   */
  private planOne(request: SampleRequest): PlannedSample {
    const takes = (wanted: GenerateInputRole): boolean => this.graph.inputs.some(({ role }) => role === wanted);
    if (takes('timingNoise') || !takes('curve')) return { request, curve: null };
    const { frames, anchorPhase, requestedEfPercent } = request;
    const draws = uniforms(request, noiseStreams.timingPrior, timingUniforms);
    const timing = drawTiming(this.bundle.manifest.timingPrior, frames, anchorPhase, draws);
    return { request, curve: volumeCurve(timing, frames, requestedEfPercent) };
  }

  /** One graph call, or two of half its size when memory does not do for it. Never throws. */
  private async call(samples: readonly PlannedSample[]): Promise<Settled[]> {
    const { manifest } = this.bundle;
    try {
      const rows = this.usesClasses ? classOf(samples.length, this.samplesPerCall) : samples.length;
      const feeds = await this.packer.pack(samples, rows);
      const outputs = await this.lanes.run('generate', feeds, (buffers) => this.packer.reuse(buffers));
      return unpackResults(manifest, this.graph, samples, outputs).map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      if (!isOutOfMemory(error)) return samples.map(() => ({ status: 'rejected', reason: error }));
      if (samples.length === 1) return [{ status: 'rejected', reason: noMemory(this.provider, error) }];
      const half = classBelow(samples.length);
      this.samplesPerCall = Math.min(this.samplesPerCall, half);
      this.shrunk = true;
      return (await Promise.all(inParts(samples, half).map((part) => this.call(part)))).flat();
    }
  }
}

/**
 * A sampler in threads of this process; see `startSampler`.
 * @param packerOf what fills the graph's inputs; on this thread when left out
 */
export const startGraphSampler = async (
  bundle: Bundle,
  options: SamplerOptions,
  packerOf: (bundle: Bundle, graph: GenerateGraph) => FeedPacker = inlinePacker,
): Promise<Sampler> => {
  const { provider, threads } = options;
  const lanes = new InferenceLanes(habits[provider].lanes(threads, bundle.manifest.batchSize[provider]));
  const packer = packerOf(bundle, generateGraph(bundle.manifest, provider));
  try {
    const sampler = new GraphSampler(bundle, options, lanes, packer);
    await sampler.start();
    return sampler;
  } catch (error) {
    await Promise.all([lanes.close(), packer.close()]);
    throw error;
  }
};
