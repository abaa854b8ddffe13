import { setPriority } from 'node:os';
import { EchoError, type ErrorCode } from '@echocohort/shared';
import { type Mp4Order } from './write-mp4.js';

/** What an encoder process answers to some orders: nothing, or why they failed. */
export type EncoderReply = { readonly code: ErrorCode; readonly message: string } | null;

/** Others have the processor first: an encoder that waits holds up nobody, the event loop and a GPU's feeder everybody. */
const niceness = 10;

const missing = (cause: unknown): EchoError =>
  new EchoError(
    'unavailable',
    'the video encoder cannot be loaded: node-av and its binary for this platform must be installed, as "npm ci" does ' +
      `on Linux and macOS unless optional packages are left out (${String(cause).replaceAll(/\s+/g, ' ').trim()})`,
  );

const encode = async (orders: readonly Mp4Order[]): Promise<void> => {
  const { writeMp4 } = await import('./write-mp4.js').catch((cause: unknown) => {
    throw missing(cause);
  });
  orders.forEach(writeMp4);
};

const failureOf = (orders: readonly Mp4Order[], error: unknown): EncoderReply => {
  if (error instanceof EchoError) return { code: error.code, message: error.message };
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `could not encode ${orders.length} clips: ${reason}` };
};

const answer = async (orders: readonly Mp4Order[]): Promise<void> => {
  const reply = await encode(orders).then(
    () => null,
    (error: unknown) => failureOf(orders, error),
  );
  // A parent that is gone needs no answer.
  process.send?.(reply satisfies EncoderReply, undefined, undefined, () => undefined);
};

setPriority(niceness);
// Ctrl-C and a stop reach every process of a group; when this one ends is its parent's affair.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Without a parent nobody reads the files.
process.on('disconnect', () => process.exit(0));
process.on('message', (orders: readonly Mp4Order[]) => void answer(orders));
