import { mkdtemp, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Memory between two processes: files in /dev/shm, written and read outside both event loops. A batch of 12.8 MB took 80 ms
 * through a process's own channel (59 of them on the loop that answers probes and renews locks), 10 ms through a socket (10
 * on the loop) and 13 ms this way (2 on the loop).
 */
const memoryFolder = '/dev/shm';

/** Batches that may be on their way at once; more wait. */
const slotCount = 4;

const hasRoom = async (folder: string, bytes: number): Promise<boolean> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize > bytes;
  } catch {
    return false;
  }
};

/** The side that reads: it makes the files, and takes their names away once the other side has opened them. */
export class FrameSlots {
  private readonly free: number[];
  private readonly waiting: ((slot: number) => void)[] = [];

  private constructor(
    private readonly folder: string,
    readonly paths: readonly string[],
    private readonly handles: readonly FileHandle[],
  ) {
    this.free = handles.map((_, slot) => slot);
  }

  /** @param slotBytes of the largest batch: where memory files have no room for that, files of the disk do */
  static async make(slotBytes: number): Promise<FrameSlots> {
    const fits = await hasRoom(memoryFolder, slotBytes * slotCount);
    const folder = await mkdtemp(join(fits ? memoryFolder : tmpdir(), 'echocohort-frames-'));
    const paths = Array.from({ length: slotCount }, (_, slot) => join(folder, String(slot)));
    const handles = await Promise.all(paths.map((path) => open(path, 'wx+', 0o600)));
    return new FrameSlots(folder, paths, handles);
  }

  /** Lends a slot to `work`; waits for one when all are lent. */
  async lend<T>(work: (slot: number) => Promise<T>): Promise<T> {
    const slot = this.free.pop() ?? (await new Promise<number>((take) => this.waiting.push(take)));
    try {
      return await work(slot);
    } finally {
      const next = this.waiting.shift();
      if (next) next(slot);
      else this.free.push(slot);
    }
  }

  async read(slot: number, bytes: number): Promise<Uint8Array> {
    const memory = Buffer.allocUnsafeSlow(bytes);
    const handle = this.handles[slot] as FileHandle;
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await handle.read(memory, at, bytes - at, at);
      if (bytesRead === 0) throw new Error(`a batch of ${bytes} bytes ends at ${at}`);
      at += bytesRead;
    }
    return memory;
  }

  /** Takes the names away: the files live as long as somebody has them open, and leave nothing behind. */
  unlink(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.unlink();
    await Promise.all(this.handles.map((handle) => handle.close()));
  }
}

/** The side that writes. */
export const openSlots = (paths: readonly string[]): Promise<FileHandle[]> =>
  Promise.all(paths.map((path) => open(path, 'r+')));

/** Writes frames behind each other from the file's start. */
export const writeFrames = async (handle: FileHandle, frames: readonly Uint8Array[]): Promise<void> => {
  let at = 0;
  for (const bytes of frames) {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
    at += bytes.length;
  }
};
