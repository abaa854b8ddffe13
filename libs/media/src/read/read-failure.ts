import { type EchoError, fieldError } from '@echocohort/shared';

/** The file is of no kind that can be read (HTTP 415). `expected` says what would do. */
export const unsupported = (expected: string): EchoError => fieldError('unsupported-media', 'file', expected);

/** The file is of a kind that can be read, and this one cannot (HTTP 422). `expected` says what was expected and found. */
export const unreadable = (expected: string): EchoError => fieldError('unreadable-clip', 'file', expected);

/** The words of something thrown. Some parsers throw strings or plain objects. */
export const wordsOf = (thrown: unknown): string => {
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown === 'object' && thrown !== null && 'exception' in thrown) return wordsOf(thrown.exception);
  return String(thrown);
};
