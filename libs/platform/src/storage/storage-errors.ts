import { EchoError, fieldError } from '@echocohort/shared';
import { type ByteRange } from './storage.port.js';

export const missingObject = (key: string): EchoError => new EchoError('not-found', `there is no object ${key}`);

export const storageFailed = (cause: unknown): EchoError =>
  new EchoError('storage-failed', 'object storage does not answer', { cause });

export const corruptObject = (key: string): EchoError =>
  new EchoError('storage-failed', `the bytes of ${key} are not those that were stored`);

export const badRange = (range: ByteRange): EchoError =>
  fieldError('invalid-request', 'range', `expected bytes of the object, got ${range.start}-${range.end}`);

/** @throws EchoError `invalid-request` unless 0 <= start <= end */
export const assertRange = (range: ByteRange): void => {
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) throw badRange(range);
};
