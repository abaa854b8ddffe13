import { availableParallelism } from 'node:os';
import { type StorageOptions, type StoragePort } from '@echocohort/platform';
import { compiledEntry, EchoError, fromWire } from '@echocohort/shared';
import { Tinypool } from 'tinypool';
import { Gatherer } from '../flow/gatherer.js';
import { type UploadOrder, type UploadReply } from './upload-thread.js';

/** Objects of one message to a thread. */
const objectsAtOnce = 64;
const idleMs = 60_000;
/** One signs and sends some 600 objects a second to an S3; the encoders need the other cores. */
const threadsOf = (cores: number): number => Math.max(1, Math.min(4, Math.floor(cores / 4)));

/**
 * Puts objects into a store from threads: what S3 wants of its client (hashes, signatures, a dozen layers of middleware)
 * costs the event loop more than all that a worker does for a sample besides.
 */
export class UploadThreads implements Pick<StoragePort, 'put'> {
  private readonly pool: Tinypool;
  private readonly gatherer: Gatherer<UploadOrder, void>;

  constructor(storage: StorageOptions) {
    const threads = threadsOf(availableParallelism());
    this.pool = new Tinypool({
      filename: compiledEntry(import.meta.url, 'upload-thread.js').href,
      runtime: 'worker_threads',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      workerData: storage,
    });
    this.gatherer = new Gatherer({
      max: objectsAtOnce,
      concurrency: threads,
      run: async (orders) => (await this.upload(orders)).map(settled),
    });
  }

  /** @throws EchoError as the store's own `put`; `storage-failed` when its thread is lost */
  put(key: string, bytes: Uint8Array, { contentType }: { contentType: string }): Promise<void> {
    return this.gatherer.add({ key, bytes: whole(bytes), contentType });
  }

  /** Ends the threads; what is being stored is lost. */
  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async upload(orders: readonly UploadOrder[]): Promise<readonly UploadReply[]> {
    try {
      return (await this.pool.run(orders)) as UploadReply[];
    } catch (cause) {
      throw new EchoError('storage-failed', 'the thread that stores objects was lost', { cause });
    }
  }
}

/** A message would take a view's whole memory along. */
const whole = (bytes: Uint8Array): Uint8Array =>
  bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);

const settled = (reply: UploadReply): PromiseSettledResult<void> =>
  reply === null ? { status: 'fulfilled', value: undefined } : { status: 'rejected', reason: fromWire(reply) };
