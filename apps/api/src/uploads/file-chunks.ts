import { type FileHandle } from 'node:fs/promises';

const chunkBytes = 256 * 1024;

/** The bytes of a file from its start, whatever was read before. */
export async function* chunksOf(file: FileHandle, bytes = chunkBytes): AsyncGenerator<Buffer> {
  for (let position = 0; ;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
