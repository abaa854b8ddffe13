import { createHash } from 'node:crypto';
import { type ObjectSource } from './storage.port.js';

/** The bytes of a source; fails at its end unless they are those that it promised. */
export async function* wholeBytes(source: ObjectSource): AsyncGenerator<Uint8Array> {
  const { sizeBytes, sha256 } = source;
  const hash = createHash('sha256');
  let seenBytes = 0;
  for await (const chunk of source.read()) {
    seenBytes += chunk.length;
    hash.update(chunk);
    if (seenBytes === sizeBytes && hash.copy().digest('hex') !== sha256)
      throw new Error(`expected bytes to store whose SHA-256 is ${sha256}`);
    yield chunk;
  }
  if (seenBytes !== sizeBytes) throw new Error(`expected ${sizeBytes} bytes to store, got ${seenBytes}`);
}
