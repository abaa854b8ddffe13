import { join } from 'node:path';
import { EchoError, type GenerateGraph, type ReadGraph, fieldError } from '@echocohort/shared';
import { type Bundle } from '../bundle/bundle.js';
import { type GraphKind, checkGraph } from '../bundle/check-graph.js';
import { goldenRequest } from '../bundle/golden-test.js';
import { InferenceLanes } from '../onnx/inference-lanes.js';
import { type Tensors } from '../onnx/inference-thread.js';
import { providerNeeds } from '../onnx/provider-needs.js';
import { type Provider, sessionOptions } from '../onnx/session-options.js';
import { type FeedPacker, inlinePacker } from '../pack/feed-packer.js';
import { type SampleRequest, type SampleResult, checkRequest } from '../request/sample-request.js';
import { type Difference, type FramesReading, type Sampler, type SamplerOptions, deviceNameOf } from '../sampler.js';
import { type CallShape, CallShapes } from './call-shapes.js';
import { tryGolden, worstOf } from './golden-trial.js';
import { GraphCalls, type Settled } from './graph-calls.js';
import { generateGraph, habits } from './habits.js';
import { planSamples } from './plan-samples.js';
import { readFrames } from './read-frames.js';

const cannotLoad = (provider: Provider, file: string, cause: unknown): EchoError => {
  if (cause instanceof EchoError) return cause;
  const words = cause instanceof Error ? cause.message : String(cause);
  const reason = `provider ${provider} cannot open ${file} (${words}); it needs ${providerNeeds[provider]}`;
  return new EchoError('unavailable', reason, {
    issues: [{ field: 'provider', expected: providerNeeds[provider] }],
    cause,
  });
};

const valuesOf = (settled: readonly Settled[]): SampleResult[] =>
  settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });

/** A bundle's graphs open in inference threads, and what is asked of them. */
class GraphSampler implements Sampler {
  determinism: 'bitwise' | 'tolerance' = 'tolerance';
  difference: Difference = { meanLevels: 0, maxLevels: 0 };
  readonly provider: Provider;
  readonly device: string;
  private readonly graph: GenerateGraph;
  private readonly pinsShapes: boolean;
  private readonly shapes: CallShapes;
  private readonly calls: GraphCalls;

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
    this.graph = generateGraph(bundle.manifest, provider);
    this.pinsShapes = options.pinsShapes ?? habit.pinsShapes;
    this.shapes = new CallShapes({
      graph: this.graph,
      samplesPerCall: options.samplesPerCall ?? habit.samplesPerCall ?? this.declaredBatch,
      maxReferences: bundle.manifest.maxReferences,
      isPinned: this.pinsShapes,
    });
    this.calls = new GraphCalls({ bundle, provider, graph: this.graph, lanes, packer, shapes: this.shapes });
  }

  get batchSize(): number {
    return this.shapes.hasShrunk ? Math.min(this.declaredBatch, this.shapes.samplesPerCall) : this.declaredBatch;
  }

  get batchesInFlight(): number {
    const callsOfBatch = Math.ceil(this.batchSize / this.shapes.samplesPerCall);
    return Math.ceil(this.lanes.count / callsOfBatch) + 1;
  }

  private get declaredBatch(): number {
    return this.bundle.manifest.batchSize[this.options.provider];
  }

  /** Opens the graphs and proves the device with the golden sample, in every shape of call that will be used. */
  async start(): Promise<void> {
    const { read } = this.bundle.manifest.graphs;
    for (const session of this.shapes.sessions) await this.open('generate', this.graph, session);
    if (read) await this.open('read', read, 'read');
    this.difference = this.pinsShapes ? await this.goldenOfShapes() : await this.golden();
    this.determinism = this.difference.maxLevels === 0 && this.provider === 'cpu' ? 'bitwise' : 'tolerance';
    if (this.pinsShapes) await this.warmReaders();
  }

  async prove(): Promise<void> {
    await this.golden();
  }

  async generate(batch: readonly SampleRequest[]): Promise<SampleResult[]> {
    return valuesOf(await this.generateEach(batch));
  }

  async generateEach(batch: readonly SampleRequest[]): Promise<Settled[]> {
    const results = batch.map((request, b) => this.refusal(request, b));
    const good = batch.flatMap((request, b) => (results[b] === null ? [{ request, b }] : []));
    const made = await this.calls.make(await this.plan(good.map(({ request }) => request)));
    good.forEach(({ b }, n) => (results[b] = made[n] as Settled));
    return results as Settled[];
  }

  async read(frames: readonly Uint8Array[]): Promise<FramesReading | null> {
    const { frame, graphs } = this.bundle.manifest;
    if (graphs.read === undefined) return null;
    const run = (feeds: Tensors): Promise<Tensors> => this.lanes.run('read', feeds);
    return readFrames(graphs.read, frames, { frame, isPadded: this.pinsShapes, run });
  }

  busySeconds(): number {
    return this.lanes.busySeconds();
  }

  async close(): Promise<void> {
    await Promise.all([this.lanes.close(), this.packer.close()]);
  }

  private async open(kind: GraphKind, graph: GenerateGraph | ReadGraph, session: string): Promise<void> {
    const { dir, manifest } = this.bundle;
    const threads = Math.max(1, Math.floor(this.options.threads / this.lanes.count));
    const options = sessionOptions({ ...this.options, threads });
    const metadata = await this.lanes.load(session, join(dir, graph.file), options).catch((cause: unknown) => {
      throw cannotLoad(this.provider, graph.file, cause);
    });
    checkGraph(manifest, kind, graph, metadata);
  }

  private plan(requests: readonly SampleRequest[]): ReturnType<typeof planSamples> {
    return planSamples(this.bundle.manifest, this.graph, requests);
  }

  private golden(shape?: CallShape): Promise<Difference> {
    const trial = { lanes: this.lanes.count, copies: shape?.rows ?? 1 };
    return tryGolden(this.bundle, this, trial, async (requests) => {
      const samples = await this.plan(requests);
      return valuesOf(await (shape ? this.calls.makeIn(shape, samples) : this.calls.make(samples)));
    });
  }

  /** The worst of all shapes. One that memory does not do for is smaller by the time it comes back, and so are the others. */
  private async goldenOfShapes(): Promise<Difference> {
    const found: Difference[] = [];
    for (const session of this.shapes.sessions) {
      const shape = this.shapes.pinned.find((pinned) => pinned.session === session);
      if (shape) found.push(await this.golden(shape));
    }
    return worstOf(found);
  }

  private async warmReaders(): Promise<void> {
    const { references } = await goldenRequest(this.bundle);
    await Promise.all(Array.from({ length: this.lanes.count }, () => this.read(references)));
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
