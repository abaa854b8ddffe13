import { setPriority } from 'node:os';
import { EchoError } from '@echocohort/shared';
import sharp from 'sharp';
import { unreadable } from '../read/read-failure.js';
import { ByteFile } from './byte-file.js';
import { decodeClip } from './decode-clip.js';
import { decodeDescriptors, type DecodeReply } from './decode-wire.js';

/*
 * The program of a decode process: one upload, then its end. See decode-apart.ts, which starts it.
 */

/** Others have the processor first: an upload that waits holds up nobody, an event loop everybody. */
const niceness = 10;

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

const isOutOfMemory = (error: unknown): boolean =>
  /allocation failed|out of memory|cannot allocate|memory access out of bounds/i.test(String(error));

const specific = (error: unknown): EchoError => {
  if (error instanceof EchoError) return error;
  if (isOutOfMemory(error)) return unreadable('expected a clip that can be decoded in less memory: scale it down');
  if (codeOf(error) === 'EFBIG') return unreadable('expected a clip of fewer pixels: shorten it or scale it down');
  if (codeOf(error) === 'ENOSPC') return new EchoError('unavailable', 'there is no room for the frames of an upload');
  return new EchoError(
    'internal',
    `an upload could not be decoded: ${String((error as Error | null)?.stack ?? error)}`,
  );
};

const decode = async (): Promise<DecodeReply> => {
  const { input, npy, sheet } = decodeDescriptors;
  const files = { input: new ByteFile(input), npy: new ByteFile(npy), sheet: new ByteFile(sheet) };
  try {
    return { facts: await decodeClip(files, { extension: process.argv[2] ?? '' }) };
  } catch (error) {
    const { code, message, issues } = specific(error);
    return { failure: { code, message, issues: [...issues] } };
  }
};

setPriority(niceness);
sharp.concurrency(1);
sharp.cache(false);
// Whoever waits for the answer holds the other end: without them nobody wants it, nor what ffmpeg still does for it.
process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL')).resume();
process.stdout.write(JSON.stringify(await decode()), () => process.exit(0));
