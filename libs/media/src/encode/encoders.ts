import { tmpdir } from 'node:os';
import { EchoError, compiledEntry, fromWire } from '@echocohort/shared';
import { Tinypool } from 'tinypool';
import { type ClipFiles, type ClipOrder, type EncodeReply, type SheetOrder } from './clip-order.js';
import { mp4Folders } from './encode-mp4.js';
import { sweepFolders } from './owned-folder.js';

const idleMs = 60_000;

const closed = (cause?: unknown): EchoError => new EchoError('unavailable', 'the encoders are closed', { cause });

/** A message would take a view's whole memory along. */
const visible = <T extends Uint8Array | Float32Array>(values: T): T =>
  values.buffer instanceof SharedArrayBuffer ? values : (values.slice() as T);

const seen = <T extends SheetOrder>(order: T): T => ({
  ...order,
  clip: { ...order.clip, pixels: visible(order.clip.pixels) },
});

const seenWhole = (order: ClipOrder): ClipOrder => {
  const { json, outlines } = order.record;
  return { ...seen(order), record: { json, outlines: outlines && { ...outlines, px: visible(outlines.px) } } };
};

/**
 * Threads that encode clips, draw their contact sheets and print their records. Each of it costs the event loop more than
 * everything else that a worker does for a sample: pixels to be handed to an encoder process, which each thread has of its
 * own, PNGs to deflate, 3,000 coordinates of an outline to be written as text.
 */
export class Encoders {
  private readonly pool: Tinypool;
  private isClosed = false;

  /** @param threads groups of clips that are encoded at the same time; threads start when they are needed */
  constructor(threads: number) {
    // What a worker that was killed has left; it may have had a volume that outlives it.
    sweepFolders(tmpdir(), mp4Folders);
    this.pool = new Tinypool({
      filename: compiledEntry(import.meta.url, 'encode-thread.js').href,
      runtime: 'worker_threads',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
    });
  }

  /**
   * Videos, sheets and records. The caller keeps its pixels and outlines: the thread looks at them where they are in shared
   * memory, and at a copy elsewhere.
   * @returns the files of each clip, in their order
   * @throws EchoError as `encodeMp4`, `unavailable` when they are closed meanwhile; RangeError as `contactSheet`
   */
  async encode(orders: readonly ClipOrder[]): Promise<readonly ClipFiles[]> {
    const reply = (await this.run(orders.map(seenWhole), 'default')) as EncodeReply;
    if ('error' in reply) throw fromWire(reply.error);
    return reply.files;
  }

  /**
   * A contact sheet alone.
   * @throws EchoError `unavailable` when they are closed meanwhile; RangeError as `contactSheet`
   */
  async drawSheet(order: SheetOrder): Promise<Uint8Array> {
    return (await this.run(seen(order), 'drawSheet')) as Uint8Array;
  }

  /** @param name of what the thread's program exports */
  private async run(task: unknown, name: string): Promise<unknown> {
    if (this.isClosed) throw closed();
    return this.pool.run(task, { name }).catch((cause: unknown) => {
      throw this.isClosed ? closed(cause) : cause;
    });
  }

  /** Ends the threads; what is being encoded is lost. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.pool.destroy();
  }
}
