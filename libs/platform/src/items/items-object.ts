import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { EchoError, itemSchema, type Item, type ItemsRef } from '@echocohort/shared';
import { z } from 'zod';
import { type ByteRange, type ObjectSource } from '../storage/storage.port.js';

const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** So many that a ticket's samples lie in one chunk or two, and a chunk is read in a moment. */
export const itemsPerChunk = 1_024;
/** Far more than a chunk's items may come to: what inflates to more is no chunk. */
const chunkMaxBytes = 64 * 1024 * 1024;

const sizeBytes = 4;
const digestBytes = 32;
const entryBytes = sizeBytes + digestBytes;

const sha256Of = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** A chunk of the object: where it lies, and what its bytes are. */
export interface ChunkEntry {
  readonly range: ByteRange;
  readonly sha256: Buffer;
}

const entryOf = (chunk: Uint8Array): Buffer => {
  const size = Buffer.alloc(sizeBytes);
  size.writeUInt32LE(chunk.length);
  return Buffer.concat([size, sha256Of(chunk)]);
};

/** What was written: the object's bytes as a whole, and how a spec names them. */
export interface WrittenItems extends Pick<ObjectSource, 'sizeBytes' | 'sha256'> {
  readonly ref: ItemsRef;
}

/** Writes the object of a cohort's items, a chunk at a time: its memory does not depend on how many there are. */
export class ItemsWriter {
  readonly #hash = createHash('sha256');
  readonly #index: Buffer[] = [];
  #sizeBytes = 0;
  #chunk: Item[] = [];

  /** @param write puts bytes behind those before */
  constructor(private readonly write: (bytes: Uint8Array) => Promise<unknown>) {}

  async add(item: Item): Promise<void> {
    this.#chunk.push(item);
    if (this.#chunk.length === itemsPerChunk) await this.#flush();
  }

  /** Nothing is added from now on. */
  async end(): Promise<WrittenItems> {
    if (this.#chunk.length > 0) await this.#flush();
    const index = Buffer.concat(this.#index);
    await this.#append(index);
    const indexSha256 = sha256Of(index).toString('hex');
    return {
      sizeBytes: this.#sizeBytes,
      sha256: this.#hash.digest('hex'),
      ref: { sizeBytes: this.#sizeBytes, indexBytes: index.length, indexSha256, itemsPerChunk },
    };
  }

  async #flush(): Promise<void> {
    const chunk = await deflated(JSON.stringify(this.#chunk));
    this.#chunk = [];
    this.#index.push(entryOf(chunk));
    await this.#append(chunk);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
    await this.write(bytes);
  }
}

const notThose = (what: string): EchoError =>
  new EchoError('storage-failed', `the ${what} of a cohort's items is not what was stored`);

export const indexRange = ({ sizeBytes: end, indexBytes }: ItemsRef): ByteRange => ({
  start: end - indexBytes,
  end: end - 1,
});

/** The chunks of an object by its index. @throws EchoError `storage-failed` when the index is not the one that the spec names */
export const readIndex = (index: Uint8Array, { indexSha256 }: ItemsRef): ChunkEntry[] => {
  if (sha256Of(index).toString('hex') !== indexSha256) throw notThose('index');
  const bytes = Buffer.from(index.buffer, index.byteOffset, index.byteLength);
  let start = 0;
  return Array.from({ length: bytes.length / entryBytes }, (_, k) => {
    const size = bytes.readUInt32LE(k * entryBytes);
    const range = { start, end: start + size - 1 };
    start += size;
    return { range, sha256: bytes.subarray(k * entryBytes + sizeBytes, (k + 1) * entryBytes) };
  });
};

const chunkSchema = z.array(itemSchema);

/** The items of a chunk. @throws EchoError `storage-failed` when its bytes are not those that the index names */
export const readChunk = async (chunk: Uint8Array, { sha256 }: ChunkEntry): Promise<Item[]> => {
  if (!sha256Of(chunk).equals(sha256)) throw notThose('chunk');
  const text = await inflated(chunk, { maxOutputLength: chunkMaxBytes });
  return chunkSchema.parse(JSON.parse(text.toString('utf8')));
};
