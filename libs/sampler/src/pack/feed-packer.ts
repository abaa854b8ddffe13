import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { EchoError, type GenerateGraph, OrderPort, type ReplyMessage, compiledEntry } from '@echocohort/shared';
import { type Bundle } from '../bundle/bundle.js';
import { type TensorMessage, type Tensors } from '../onnx/inference-thread.js';
import { packFeeds, type PlannedSample } from './pack-feeds.js';

/** B and K of the feeds: no fewer than the samples and their references. */
export interface FeedShape {
  readonly rows: number;
  readonly references: number;
}

/** Fills a graph's inputs with samples. Noise costs half a millisecond a sample, half of what a GPU needs for the rest of it. */
export interface FeedPacker {
  /** Feeds of a call, the samples first; rows and references that they do not fill repeat the first and are nobody's. */
  pack(samples: readonly PlannedSample[], shape: FeedShape): Promise<Tensors>;
  /** Takes the buffers of feeds that have been read. */
  reuse(buffers: readonly ArrayBuffer[]): void;
  close(): Promise<void>;
}

/** Packs on the caller's thread, giving way to its event loop after each sample: for devices that are slower than that. */
export const inlinePacker = ({ manifest }: Bundle, graph: GenerateGraph): FeedPacker => ({
  pack: async (samples, { rows, references }) => {
    const feeds = await packFeeds(manifest, graph, samples, references);
    return rows === samples.length ? feeds : joinFeeds([feeds], rows, (bytes) => new ArrayBuffer(bytes));
  },
  reuse: () => undefined,
  close: () => Promise.resolve(),
});

/** Buffers by their size, so that a call's megabytes are not asked of the system and cleared for each call anew. */
export class BufferPool {
  private readonly free = new Map<number, ArrayBuffer[]>();

  take(bytes: number): ArrayBuffer {
    return this.free.get(bytes)?.pop() ?? new ArrayBuffer(bytes);
  }

  give(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) {
      const alike = this.free.get(buffer.byteLength) ?? [];
      // Two calls are in flight and one is being packed.
      if (alike.length < 3) alike.push(buffer);
      this.free.set(buffer.byteLength, alike);
    }
  }
}

/** Feeds of parts of a call, behind each other in the order of the parts, filled up to `rows` with the first row. */
export const joinFeeds = (parts: readonly Tensors[], rows: number, take: (bytes: number) => ArrayBuffer): Tensors => {
  const [lead = {}] = parts;
  return Object.fromEntries(
    Object.keys(lead).map((name) => [
      name,
      joinTensors(
        parts.map((part) => part[name] as TensorMessage),
        rows,
        take,
      ),
    ]),
  );
};

const bytesOf = ({ data }: TensorMessage): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const joinTensors = (
  parts: readonly TensorMessage[],
  rows: number,
  take: (bytes: number) => ArrayBuffer,
): TensorMessage => {
  const [lead] = parts as [TensorMessage];
  const rowBytes = lead.data.byteLength / (lead.dims[0] as number);
  const joined = new Uint8Array(take(rows * rowBytes));
  let at = 0;
  for (const part of parts) {
    joined.set(bytesOf(part), at);
    at += part.data.byteLength;
  }
  for (; at < joined.length; at += rowBytes) joined.copyWithin(at, 0, rowBytes);
  return typed(lead, joined.buffer, [rows, ...lead.dims.slice(1)]);
};

const typed = ({ dtype }: TensorMessage, buffer: ArrayBuffer, dims: readonly number[]): TensorMessage => {
  switch (dtype) {
    case 'float32':
      return { dtype, data: new Float32Array(buffer), dims };
    case 'float16':
      return { dtype, data: new Uint16Array(buffer), dims };
    case 'uint8':
      return { dtype, data: new Uint8Array(buffer), dims };
    case 'int64':
      return { dtype, data: new BigInt64Array(buffer), dims };
  }
};

/** What a packing thread is asked; it answers with the feeds. */
export interface PackingOrder {
  readonly samples: readonly PlannedSample[];
  readonly references: number;
}

/** Samples that a thread packs at a time: few, so that the last batch of a call is not waited for long. */
const samplesPerOrder = 2;

/** Threads that keep the largest GPU fed and leave cores for encoding. */
export const packingThreads = (): number => Math.max(1, Math.min(8, Math.floor(availableParallelism() / 2)));

/** Packs in threads of its own; the feeds are joined in buffers that are used again. */
export const threadedPacker =
  (threads: number) =>
  (bundle: Bundle, graph: GenerateGraph): FeedPacker => {
    const crew = new PackingCrew(threads, bundle, graph);
    const pool = new BufferPool();
    return {
      pack: async (samples, { rows, references }) => {
        const orders: Promise<Tensors>[] = [];
        for (let first = 0; first < samples.length; first += samplesPerOrder)
          orders.push(crew.pack(samples.slice(first, first + samplesPerOrder), references));
        return joinFeeds(await Promise.all(orders), rows, (bytes) => pool.take(bytes));
      },
      reuse: (buffers) => pool.give(buffers),
      close: () => crew.close(),
    };
  };

const packingFailed = ({ message }: { readonly message: string }): EchoError =>
  new EchoError('sampler-failed', `a batch cannot be packed: ${message}`);

interface PackingThread {
  readonly worker: Worker;
  readonly port: OrderPort<PackingOrder, Tensors>;
}

/** Threads that take orders in turn. When one of them dies, nothing more is packed. */
class PackingCrew {
  private readonly threads: readonly PackingThread[];
  private orders = 0;

  constructor(threads: number, { manifest }: Bundle, graph: GenerateGraph) {
    const entry = compiledEntry(import.meta.url, 'packing-thread.js');
    this.threads = Array.from({ length: threads }, (_, n) => {
      const worker = new Worker(entry, { name: `packing-${n}`, workerData: { manifest, graph } });
      const port = new OrderPort<PackingOrder, Tensors>((message) => worker.postMessage(message), packingFailed);
      worker.on('message', (reply: ReplyMessage<Tensors>) => port.settle(reply));
      worker.on('error', (cause) => this.die(new EchoError('sampler-failed', 'a packing thread crashed', { cause })));
      return { worker, port };
    });
  }

  pack(samples: readonly PlannedSample[], references: number): Promise<Tensors> {
    this.orders += 1;
    const { port } = this.threads[this.orders % this.threads.length] as PackingThread;
    return port.ask({ samples, references });
  }

  async close(): Promise<void> {
    this.die(new EchoError('sampler-failed', 'the sampler is closed'));
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  private die(reason: EchoError): void {
    for (const { port } of this.threads) port.lose(reason);
  }
}
