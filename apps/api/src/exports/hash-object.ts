import { createHash } from 'node:crypto';
import { type StoragePort } from '@echocohort/platform';

/** An object as an export lists it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const bytesPerRead = 8 * 1024 ** 2;

/** Reads an object, some of it at a time. @returns null where it is gone meanwhile */
export const hashObject = async (
  storage: Pick<StoragePort, 'head' | 'get'>,
  key: string,
): Promise<ListedObject | null> => {
  const head = await storage.head(key);
  if (head === null) return null;
  const { sizeBytes } = head;
  const hash = createHash('sha256');
  for (let start = 0; start < sizeBytes; start += bytesPerRead) {
    const end = Math.min(start + bytesPerRead, sizeBytes) - 1;
    hash.update(await storage.get(key, { range: { start, end } }));
  }
  return { key, sizeBytes, sha256: hash.digest('hex') };
};
