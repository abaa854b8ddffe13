import { createStorage, type StorageOptions } from '@echocohort/platform';
import { EchoError, toWire, type WireError } from '@echocohort/shared';
import { Tinypool } from 'tinypool';

/** An object and where it belongs. */
export interface UploadOrder {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}
/** What a thread answers for an object: null when it is stored; an error's class does not survive the way back. */
export type UploadReply = WireError | null;

const storage = createStorage(Tinypool.workerData as StorageOptions);

const store = async ({ key, bytes, contentType }: UploadOrder): Promise<UploadReply> => {
  try {
    await storage.put(key, bytes, { contentType });
    return null;
  } catch (error) {
    if (error instanceof EchoError) return toWire(error, 'storage-failed');
    throw error;
  }
};

/** Stores objects, each for itself; the program of a thread of `UploadThreads`. */
const upload = (orders: readonly UploadOrder[]): Promise<UploadReply[]> => Promise.all(orders.map(store));

export default upload;
