import { setPriority } from 'node:os';
import { EchoError, type OrderMessage, replyTo } from '@echocohort/shared';
import { type Mp4Order } from './write-mp4.js';

/** Others have the processor first: an encoder that waits holds up nobody, the event loop and a GPU's feeder everybody. */
const niceness = 10;

const missing = (cause: unknown): EchoError =>
  new EchoError(
    'unavailable',
    'the video encoder cannot be loaded: node-av and its binary for this platform must be installed, as "npm ci" does ' +
      `on Linux and macOS unless optional packages are left out (${String(cause).replaceAll(/\s+/g, ' ').trim()})`,
  );

const encode = async (orders: readonly Mp4Order[]): Promise<null> => {
  const { writeMp4 } = await import('./write-mp4.js').catch((cause: unknown) => {
    throw missing(cause);
  });
  try {
    orders.forEach(writeMp4);
  } catch (cause) {
    if (cause instanceof EchoError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EchoError('internal', `could not encode ${orders.length} clips: ${reason}`, { cause });
  }
  return null;
};

const obey = async (message: OrderMessage<readonly Mp4Order[]>): Promise<void> => {
  const reply = await replyTo(message, 'internal', encode);
  // A parent that is gone needs no answer.
  process.send?.(reply, undefined, undefined, () => undefined);
};

setPriority(niceness);
// Ctrl-C and a stop reach every process of a group; when this one ends is its parent's affair.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Without a parent nobody reads the files.
process.on('disconnect', () => process.exit(0));
process.on('message', (message: OrderMessage<readonly Mp4Order[]>) => void obey(message));
