import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BundleManifest, EchoError, type GenerateGraph, type MeasureGraph, fieldError } from '@echocohort/shared';
import { type Bundle, bundleError } from './bundle.js';
import { type GraphKind, checkGraph } from './check-graph.js';
import { checkGoldenResult, goldenRequest } from './golden-test.js';
import { InferenceThread, type Tensors } from './inference-thread.js';
import { packFeeds, type PlannedSample } from './pack-feeds.js';
import { noiseStreams, uniforms } from './philox.js';
import { type SampleRequest, type SampleResult, checkRequest } from './sample-request.js';
import { type Provider, providerNeeds, sessionOptions } from './session-options.js';
import { drawTiming, timingUniforms, volumeCurve } from './timing.js';
import { floatsOf, unpackResults } from './unpack-results.js';

/** LV area and length a frame, px^2 and px [N]. */
export interface Measurement {
  readonly lvArea: Float32Array;
  readonly lvLength: Float32Array;
}

/** A bundle at work on one device. Its calls run one after the other; they may be made at any time. */
export interface Sampler {
  readonly provider: Provider;
  /** `bitwise`: a request gives the same bytes again, alone or in company. `tolerance`: to a grey level or so. */
  readonly determinism: 'bitwise' | 'tolerance';
  /** Samples that a call should bring; more are taken too. */
  readonly batchSize: number;
  /**
   * Makes a batch of samples; results in the order of the requests.
   * @throws EchoError `invalid-request` naming `samples[b].field`; `sampler-failed`
   */
  generate(batch: readonly SampleRequest[]): Promise<SampleResult[]>;
  /** The measurer of `generate`, on frames uint8 [H,W] each; null when the bundle has none. */
  measure(frames: readonly Uint8Array[]): Promise<Measurement | null>;
  /** The measurer that took no part in training or selection; null when the bundle has none. */
  audit(frames: readonly Uint8Array[]): Promise<Measurement | null>;
  /** Seconds that the device spent inside graphs. */
  busySeconds(): number;
  /** Ends the inference thread; calls that are still waiting reject. */
  close(): Promise<void>;
}

/**
 * Samples that go through the graph in one call. A CPU gains nothing from company (.25 s a clip alone, .28 by twos, .5 by
 * fours on one thread of a busy machine) and its memory grows with it (peak .36, .5 and .9 GB).
 */
const samplesPerCall: Readonly<Record<Provider, number>> = { cpu: 1, webgpu: Infinity, cuda: Infinity };

/** Frames that a measurer sees in one call: bounds its memory. */
const MEASURE_FRAMES = 32;

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

class GraphSampler implements Sampler {
  determinism: 'bitwise' | 'tolerance' = 'tolerance';
  readonly batchSize: number;
  private readonly graph: GenerateGraph;

  constructor(
    private readonly bundle: Bundle,
    readonly provider: Provider,
    private readonly threads: number,
    private readonly thread: InferenceThread,
  ) {
    this.batchSize = bundle.manifest.batchSize[provider];
    this.graph = generateGraph(bundle.manifest, provider);
  }

  /** Opens the graphs and proves the device with the golden sample. */
  async start(): Promise<void> {
    const { measure, audit } = this.bundle.manifest.graphs;
    await this.open('generate', this.graph);
    if (measure) await this.open('measure', measure);
    if (audit) await this.open('audit', audit);
    const [result] = await this.generate([await goldenRequest(this.bundle)]);
    const { bitwise } = await checkGoldenResult(this.bundle, result as SampleResult);
    this.determinism = bitwise && this.provider === 'cpu' ? 'bitwise' : 'tolerance';
  }

  async generate(batch: readonly SampleRequest[]): Promise<SampleResult[]> {
    if (batch.length === 0) return [];
    batch.forEach((request, b) => this.check(request, b));
    const calls: { samples: PlannedSample[]; feeds: Tensors }[] = [];
    const size = Math.min(samplesPerCall[this.provider], batch.length);
    for (let first = 0; first < batch.length; first += size)
      calls.push(await this.prepare(batch.slice(first, first + size)));
    // All at once: the thread takes them in order, and no other batch comes between.
    const outputs = await Promise.all(calls.map(({ feeds }) => this.thread.run('generate', feeds)));
    return calls.flatMap(({ samples }, n) =>
      unpackResults(this.bundle.manifest, this.graph, samples, outputs[n] as Tensors),
    );
  }

  measure(frames: readonly Uint8Array[]): Promise<Measurement | null> {
    return this.measureWith('measure', this.bundle.manifest.graphs.measure, frames);
  }

  audit(frames: readonly Uint8Array[]): Promise<Measurement | null> {
    return this.measureWith('audit', this.bundle.manifest.graphs.audit, frames);
  }

  busySeconds(): number {
    return this.thread.busySeconds();
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private async open(kind: GraphKind, graph: GenerateGraph | MeasureGraph): Promise<void> {
    const { dir, manifest } = this.bundle;
    const options = sessionOptions(this.provider, this.threads);
    const metadata = await this.thread.load(kind, join(dir, graph.file), options).catch((cause: unknown) => {
      throw cannotLoad(this.provider, graph.file, cause);
    });
    checkGraph(manifest, kind, graph, metadata);
  }

  private check(request: SampleRequest, b: number): void {
    try {
      checkRequest(this.bundle.manifest, request);
    } catch (error) {
      const [issue] = error instanceof EchoError ? error.issues : [];
      throw issue ? fieldError('invalid-request', `samples[${b}].${issue.field}`, issue.expected) : error;
    }
  }

  /** Gives way to the event loop after each sample. */
  private async prepare(requests: readonly SampleRequest[]): Promise<{ samples: PlannedSample[]; feeds: Tensors }> {
    const samples: PlannedSample[] = [];
    for (const request of requests) {
      samples.push(this.plan(request));
      await nextTurn();
    }
    return { samples, feeds: await packFeeds(this.bundle.manifest, this.graph, samples) };
  }

  /** Draws the sample's beat, unless the graph takes timing noise: then it has a timing flow and draws its own. */
  private plan(request: SampleRequest): PlannedSample {
    if (this.graph.inputs.some(({ role }) => role === 'timingNoise')) return { request, curve: null };
    const { frames, anchorPhase, requestedEfPercent } = request;
    const draws = uniforms(request, noiseStreams.timingPrior, timingUniforms);
    const timing = drawTiming(this.bundle.manifest.timingPrior, frames, anchorPhase, draws);
    return { request, curve: volumeCurve(timing, frames, requestedEfPercent) };
  }

  private async measureWith(
    kind: 'measure' | 'audit',
    graph: MeasureGraph | undefined,
    frames: readonly Uint8Array[],
  ): Promise<Measurement | null> {
    if (graph === undefined) return null;
    const measured = { lvArea: new Float32Array(frames.length), lvLength: new Float32Array(frames.length) };
    for (let first = 0; first < frames.length; first += MEASURE_FRAMES) {
      const outputs = await this.thread.run(kind, this.packFrames(graph, frames.slice(first, first + MEASURE_FRAMES)));
      for (const { role, name } of graph.outputs) {
        const tensor = outputs[name];
        if (tensor === undefined) throw new EchoError('sampler-failed', `the ${kind} graph gave no ${name}`);
        measured[role].set(floatsOf(tensor), first);
      }
    }
    return measured;
  }

  private packFrames(graph: MeasureGraph, frames: readonly Uint8Array[]) {
    const { height, width } = this.bundle.manifest.frame;
    const data = new Uint8Array(frames.length * height * width);
    frames.forEach((frame, n) => {
      if (frame.length !== height * width)
        throw fieldError('invalid-request', `frames[${n}]`, `expected ${height * width} bytes, got ${frame.length}`);
      data.set(frame, n * height * width);
    });
    const [input] = graph.inputs;
    return { [input?.name ?? 'frames']: { dtype: 'uint8' as const, data, dims: [frames.length, height, width] } };
  }
}

/**
 * Puts a bundle to work. The golden sample is made first and held against the one that came with the bundle: a machine
 * that makes another one does no work.
 * @param options threads: threads of ONNX Runtime inside one graph call
 * @throws EchoError `bundle-invalid` when the golden sample is off; `unavailable` when the provider cannot be used here
 */
export const startSampler = async (
  bundle: Bundle,
  { provider, threads }: { provider: Provider; threads: number },
): Promise<Sampler> => {
  if (!Number.isInteger(threads) || threads < 1)
    throw fieldError('invalid-request', 'threads', `expected an integer of 1 or more, got ${threads}`);
  const thread = new InferenceThread();
  try {
    const sampler = new GraphSampler(bundle, provider, threads, thread);
    await sampler.start();
    return sampler;
  } catch (error) {
    await thread.close();
    throw error;
  }
};
