import { type ByteRange } from '@echocohort/platform';
import { EchoError } from '@echocohort/shared';
import { type ApiOptions } from '../parts.js';

/**
 * The bytes of an object that a row names.
 * @throws EchoError `object-lost` when it is not there: a row is written after its objects, so somebody's data are gone
 */
export const storedBytes = async (
  { storage, metrics }: Pick<ApiOptions, 'storage' | 'metrics'>,
  key: string,
  options: { range?: ByteRange } = {},
): Promise<Uint8Array> => {
  try {
    return await storage.get(key, options);
  } catch (error) {
    if (!(error instanceof EchoError) || error.code !== 'not-found') throw error;
    metrics.lostObjects.inc();
    throw new EchoError('object-lost', `the object ${key} is lost, a row names it`, { cause: error });
  }
};
