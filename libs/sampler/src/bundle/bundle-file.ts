import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleError } from './bundle.js';

/** Size in bytes of a bundle's file, which must be a plain file and no link to somewhere else. */
const sizeOf = async (dir: string, file: string): Promise<number> => {
  const entry = await lstat(join(dir, file)).catch((cause: unknown) => {
    throw bundleError(
      file,
      `expected a file of the bundle, got ${(cause as NodeJS.ErrnoException).code ?? 'an error'}`,
      cause,
    );
  });
  if (!entry.isFile()) throw bundleError(file, 'expected a plain file');
  return entry.size;
};

/**
 * Proves a file's SHA-256, reading it as a stream.
 * @returns its size in bytes
 * @throws EchoError `bundle-invalid` naming the file
 */
export const verifyFile = async (dir: string, file: string, sha256: string): Promise<number> => {
  const size = await sizeOf(dir, file);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(join(dir, file))) hash.update(chunk as Buffer);
  const found = hash.digest('hex');
  if (found !== sha256) throw bundleError(file, `expected SHA-256 ${sha256}, got ${found}`);
  return size;
};

/**
 * Bytes [start, start + length) of a file.
 * @throws EchoError `bundle-invalid` when the file ends before
 */
export const readSlice = async (dir: string, file: string, start: number, length: number): Promise<Uint8Array> => {
  const handle = await open(join(dir, file), 'r');
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, start);
    if (bytesRead < length) throw bundleError(file, `expected ${start + length} bytes, got ${start + bytesRead}`);
    return bytes;
  } finally {
    await handle.close();
  }
};
