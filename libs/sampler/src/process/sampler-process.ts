import { fork, type ChildProcess } from 'node:child_process';
import { delimiter } from 'node:path';
import {
  type BundleManifest,
  EchoError,
  type OrderMessage,
  OrderPort,
  compiledEntry,
  fromWire,
} from '@echocohort/shared';
import { type Bundle } from '../bundle/bundle.js';
import { packingThreads } from '../pack/feed-packer.js';
import { type ClipBytes, ClipSlots, type HeldClip } from './clip-slots.js';
import { cudaFolder } from '../onnx/provider-needs.js';
import { type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { deviceNameOf, type FramesReading, type Sampler, type SamplerOptions } from '../sampler.js';
import {
  type Answers,
  type SamplerOrder,
  type SamplerReply,
  type SamplerState,
  type WireSettled,
} from './sampler-wire.js';
import { type Provider } from '../onnx/session-options.js';

/** A process that does not end by itself within this time of being told so is ended. */
const closeWithinMs = 10_000;
/** The same for one that has let go of its channel. */
const endWithinMs = 1_000;

/** CUDA's libraries open each other by name, and the dynamic linker reads its path when a process starts. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  ORT_DISABLE_TELEMETRY: '1',
  LD_LIBRARY_PATH: [cudaFolder(), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter),
});

/**
 * A sampler in a process of its own. When that process dies, every waiting call rejects with `sampler-failed`, and so does
 * every later one.
 */
class SamplerProcess implements Sampler {
  readonly provider: Provider;
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private readonly port: OrderPort<SamplerOrder, Answers[keyof Answers]>;
  private state: SamplerState | null = null;

  constructor(
    private readonly options: SamplerOptions,
    private readonly slots: ClipSlots,
    entry: URL,
  ) {
    this.provider = options.provider;
    this.child = fork(entry, { serialization: 'advanced', execArgv: [], env: environment() });
    process.once('exit', this.kill);
    this.port = new OrderPort((message) => this.send(message));
    this.child.on('message', (reply: SamplerReply) => {
      this.state = reply.state ?? this.state;
      this.port.settle(reply);
    });
    this.child.on('error', (cause) => this.die(`the inference process failed: ${cause.message}`, cause));
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        process.off('exit', this.kill);
        this.die(`the inference process has stopped (${signal ?? `exit code ${code ?? 'unknown'}`})`);
        resolve();
      });
    });
  }

  get device(): string {
    return deviceNameOf(this.options);
  }

  get determinism(): Sampler['determinism'] {
    return this.state?.determinism ?? 'tolerance';
  }

  get difference(): Sampler['difference'] {
    return this.state?.difference ?? { meanLevels: 0, maxLevels: 0 };
  }

  get batchSize(): number {
    return this.state?.batchSize ?? 1;
  }

  get batchesInFlight(): number {
    return this.state?.batchesInFlight ?? 1;
  }

  async start(bundle: Bundle): Promise<void> {
    await this.ask<'start'>({ op: 'start', bundle, options: this.options, slots: this.slots.paths });
    await this.slots.unlink();
  }

  async generate(batch: readonly SampleRequest[]): Promise<SampleResult[]> {
    return (await this.generateEach(batch)).map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  generateEach(batch: readonly SampleRequest[]): Promise<PromiseSettledResult<SampleResult>[]> {
    return this.slots.lend(async (slot) => {
      const settled = await this.ask<'generate'>({ op: 'generate', batch, slot });
      const made = settled.flatMap((result) => ('value' in result ? [result.value.bytes] : []));
      return withClips(settled, made.length === 0 ? [] : await this.slots.read(slot, made));
    });
  }

  async prove(): Promise<void> {
    await this.ask<'prove'>({ op: 'prove' });
  }

  read(frames: readonly Uint8Array[]): Promise<FramesReading | null> {
    return this.ask<'read'>({ op: 'read', frames });
  }

  busySeconds(): number {
    return this.state?.busySeconds ?? 0;
  }

  async close(): Promise<void> {
    if (this.port.lost === null) {
      this.port.lose(new EchoError('sampler-failed', 'the sampler is closed'));
      this.send({ id: 0, order: { op: 'close' } });
      const late = setTimeout(this.kill, closeWithinMs);
      await this.exited;
      clearTimeout(late);
    }
    await this.exited;
    await this.slots.close();
  }

  private readonly kill = (): void => {
    this.child.kill('SIGKILL');
  };

  private ask<K extends keyof Answers>(order: SamplerOrder & { op: K }): Promise<Answers[K]> {
    return this.port.ask<Answers[K]>(order);
  }

  /** One that cannot be reached is about to end, and its end says more. */
  private send(message: OrderMessage<SamplerOrder>): void {
    this.child.send(message, (error) => error && setTimeout(this.kill, endWithinMs));
  }

  private die(message: string, cause?: Error): void {
    this.port.lose(new EchoError('sampler-failed', message, { cause }));
  }
}

/** Results with their frames and outlines, which stand in the order of those that have some. */
const withClips = (
  settled: readonly WireSettled[],
  clips: readonly HeldClip[],
): PromiseSettledResult<SampleResult>[] => {
  const next = clips.values();
  return settled.map((result) => {
    if ('error' in result) return { status: 'rejected', reason: fromWire(result.error) };
    const { frames, outlines, release } = next.next().value as HeldClip;
    const { rest, reading } = result.value;
    return { status: 'fulfilled', value: { ...rest, reading: reading && { ...reading, outlines }, frames, release } };
  });
};

/** Of the bundle's longest clip; without outlines where the bundle leaves the number of their points open. */
const longestOf = ({ maxFrames, frame, graphs }: BundleManifest): ClipBytes => {
  const shapes = graphs.generate.flatMap(({ outputs }) => outputs.filter(({ role }) => role === 'outline'));
  const points = Math.max(0, ...shapes.map(({ shape }) => Number(shape[2]) || 0));
  const outlines = maxFrames * points * 2 * Float32Array.BYTES_PER_ELEMENT;
  return { outlines, frames: maxFrames * frame.height * frame.width };
};

/**
 * A sampler in a process of its own; see `startSampler`.
 * @param entry the process's program; another one only to see how this side takes a crash
 */
export const startSamplerProcess = async (
  bundle: Bundle,
  options: SamplerOptions,
  entry: URL = compiledEntry(import.meta.url, 'sampler-host.js'),
): Promise<Sampler> => {
  const { manifest } = bundle;
  const slots = await ClipSlots.make(manifest.batchSize[options.provider], longestOf(manifest));
  const sampler = new SamplerProcess({ ...options, threads: threadsOf(options) }, slots, entry);
  try {
    await sampler.start(bundle);
    return sampler;
  } catch (error) {
    await sampler.close();
    throw error;
  }
};

/** On a GPU the graph needs no threads of the CPU's; those that pack its batches are counted by the machine. */
const threadsOf = ({ provider, threads }: SamplerOptions): number =>
  provider === 'cpu' ? threads : Math.max(threads, packingThreads());
