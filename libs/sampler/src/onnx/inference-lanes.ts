import { type GraphMetadata, InferenceThread, type SessionOptions, type Tensors } from './inference-thread.js';

interface Lane {
  readonly thread: InferenceThread;
  calls: number;
}

/**
 * Inference threads side by side, with the same graphs in each; a call goes to the one that has the fewest. Where samples
 * do not gain from each other's company, lanes of one thread each make more of them than one call that uses all threads:
 * no thread waits for another at every operator, least of all on a busy machine.
 */
export class InferenceLanes {
  private readonly lanes: readonly Lane[];

  /**
   * @param count lanes, 1 or more
   * @param entry as that of `InferenceThread`
   */
  constructor(count: number, entry?: URL) {
    this.lanes = Array.from({ length: count }, () => ({ thread: new InferenceThread(entry), calls: 0 }));
  }

  get count(): number {
    return this.lanes.length;
  }

  /** Opens a graph in every lane; as `InferenceThread.load`. */
  async load(key: string, path: string, options: SessionOptions): Promise<GraphMetadata> {
    const found = await Promise.all(this.lanes.map(({ thread }) => thread.load(key, path, options)));
    return found[0] as GraphMetadata;
  }

  /** Runs a graph in one lane; as `InferenceThread.run`. Calls made at once are spread evenly. */
  async run(key: string, feeds: Tensors, onSpent?: (buffers: readonly ArrayBuffer[]) => void): Promise<Tensors> {
    const lane = this.lanes.reduce((least, other) => (other.calls < least.calls ? other : least));
    lane.calls += 1;
    try {
      return await lane.thread.run(key, feeds, onSpent);
    } finally {
      lane.calls -= 1;
    }
  }

  /** Seconds spent inside graphs since the start, the mean of all lanes: never more than have passed. */
  busySeconds(): number {
    return this.lanes.reduce((sum, { thread }) => sum + thread.busySeconds(), 0) / this.count;
  }

  /** Ends all threads; as `InferenceThread.close`. */
  async close(): Promise<void> {
    await Promise.all(this.lanes.map(({ thread }) => thread.close()));
  }
}
