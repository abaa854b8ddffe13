import {
  assertSampleIndex,
  EchoError,
  itemSample,
  sampleSpec,
  type Item,
  type ItemsRef,
  type RunId,
  type RunSpec,
  type SampleSpec,
  type TenantId,
} from '@echocohort/shared';
import { LRUCache } from 'lru-cache';
import { storageKeys } from '../storage/storage-keys.js';
import { type ByteRange, type StoragePort } from '../storage/storage.port.js';
import { indexRange, readChunk, readIndex, type ChunkEntry } from './items-object.js';

/** Whose samples are meant. */
export interface SpecifiedRun {
  readonly tenantId: TenantId;
  readonly id: RunId;
  readonly spec: RunSpec;
}

/** A run that was uploaded. */
interface ItemsPlace {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  readonly ref: ItemsRef;
}

/** Chunks of items and entries of indices that are kept: an item takes some 300 bytes. */
const itemsKept = 200_000;
const entriesKept = 50_000;

/**
 * The samples of runs, before they are made: of those whose spec says all, and of those whose items were uploaded. Of these it reads
 * the chunk that a sample stands in, once for many that ask, and keeps what was read last.
 */
export class SampleSpecs {
  readonly #indices: LRUCache<RunId, ChunkEntry[], () => Promise<ChunkEntry[]>>;
  readonly #chunks: LRUCache<string, Item[], () => Promise<Item[]>>;

  constructor(
    private readonly storage: Pick<StoragePort, 'get'>,
    kept = { items: itemsKept, entries: entriesKept },
  ) {
    // Others may wait for a read whose place in the cache is gone by the time it ends.
    const reading = { ignoreFetchAbort: true } as const;
    this.#indices = new LRUCache({
      ...{ maxSize: kept.entries, sizeCalculation: (entries) => entries.length, ...reading },
      fetchMethod: (_key, _stale, { context }) => context(),
    });
    this.#chunks = new LRUCache({
      ...{ maxSize: kept.items, sizeCalculation: (items) => items.length, ...reading },
      fetchMethod: (_key, _stale, { context }) => context(),
    });
  }

  /**
   * Samples of a run by their indices, in the order of these.
   * @throws RangeError when the run has no such sample; EchoError `object-lost` when its items are not there, `storage-failed`
   * when the store does not answer, or with other bytes
   */
  of({ tenantId, id: runId, spec }: SpecifiedRun, indices: readonly number[]): Promise<SampleSpec[]> {
    if (spec.version !== 3) return Promise.resolve(indices.map((index) => sampleSpec(spec, index)));
    const place = { tenantId, runId, ref: spec.items };
    return Promise.all(
      indices.map(async (index) => {
        assertSampleIndex(spec, index);
        return itemSample(spec, index, await this.item(place, index));
      }),
    );
  }

  /** An item of an uploaded run. @throws as `of` */
  async item(place: ItemsPlace, index: number): Promise<Item> {
    const { itemsPerChunk } = place.ref;
    const items = await this.#chunk(place, Math.floor(index / itemsPerChunk));
    const item = items[index % itemsPerChunk];
    if (item === undefined) throw new RangeError(`index: there is no item ${index}`);
    return item;
  }

  #chunk(place: ItemsPlace, k: number): Promise<Item[]> {
    return this.#chunks.forceFetch(`${place.runId}/${k}`, {
      context: async () => {
        const entry = (await this.#index(place))[k];
        if (entry === undefined) throw new RangeError(`index: there is no chunk ${k}`);
        return readChunk(await this.#read(place, entry.range), entry);
      },
    });
  }

  #index(place: ItemsPlace): Promise<ChunkEntry[]> {
    return this.#indices.forceFetch(place.runId, {
      context: async () => readIndex(await this.#read(place, indexRange(place.ref)), place.ref),
    });
  }

  async #read({ tenantId, runId }: ItemsPlace, range: ByteRange): Promise<Uint8Array> {
    try {
      return await this.storage.get(storageKeys.runItems(tenantId, runId), { range });
    } catch (error) {
      if (!(error instanceof EchoError) || error.code !== 'not-found') throw error;
      throw new EchoError('object-lost', `the items of ${runId} are lost`, { cause: error });
    }
  }
}
