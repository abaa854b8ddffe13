import { fstatSync, readSync, writeSync } from 'node:fs';

/**
 * An open file that is read and written in place, with a descriptor alone: uploads have no name (ADR 0026). Blocks its
 * thread, so it is for the process that decodes.
 */
export class ByteFile {
  constructor(readonly fd: number) {}

  get size(): number {
    return fstatSync(this.fd).size;
  }

  /** Fills `target` from `position` on; where the file ends earlier, its front only. Returns how many bytes it filled. */
  readInto(target: Uint8Array, position: number): number {
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(this.fd, target, filled, target.length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  /** Bytes from `position` on; fewer where the file ends. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.size - position)));
    return bytes.subarray(0, this.readInto(bytes, position));
  }

  write(bytes: Uint8Array, position: number): void {
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.fd, bytes, written, bytes.length - written, position + written);
  }

  /** A name that this process can open it by. */
  get path(): string {
    return `/dev/fd/${this.fd}`;
  }
}
