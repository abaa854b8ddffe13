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

/** How much of a slot a clip takes: its outlines first, so that they stand at a multiple of four, then its frames. */
export interface ClipBytes {
  readonly outlines: number;
  readonly frames: number;
}

const sizeOf = ({ outlines, frames }: ClipBytes): number => outlines + frames;

/** A clip in memory of its own, shared between threads, until `release` gives it back for others. */
export interface HeldClip {
  readonly frames: Uint8Array;
  readonly outlines: Float32Array;
  readonly release: () => void;
}

/**
 * Memory of clips, used again: the 300 MB a second that a GPU makes, taken from the system and left to the garbage
 * collector, cost the event loop more than all else. What is not given back the collector takes.
 */
class ClipMemory {
  private readonly free: SharedArrayBuffer[] = [];

  constructor(private readonly clipBytes: number) {}

  take({ outlines, frames }: ClipBytes): HeldClip {
    const bytes = sizeOf({ outlines, frames });
    const fits = bytes <= this.clipBytes;
    const memory = (fits && this.free.pop()) || new SharedArrayBuffer(fits ? this.clipBytes : bytes);
    let isHeld = true;
    const release = (): void => {
      if (isHeld && fits) this.free.push(memory);
      isHeld = false;
    };
    return {
      frames: new Uint8Array(memory, outlines, frames),
      outlines: new Float32Array(memory, 0, outlines / Float32Array.BYTES_PER_ELEMENT),
      release,
    };
  }
}

/** The side that reads: it makes the files, and takes their names away once the other side has opened them. */
export class ClipSlots {
  private readonly free: number[];
  private readonly waiting: ((slot: number) => void)[] = [];

  private constructor(
    private readonly folder: string,
    readonly paths: readonly string[],
    private readonly handles: readonly FileHandle[],
    private readonly memory: ClipMemory,
  ) {
    this.free = handles.map((_, slot) => slot);
  }

  /**
   * Slots for batches of up to `clips`; where memory files have no room for them, files of the disk do.
   * @param longest of all clips
   */
  static async make(clips: number, longest: ClipBytes): Promise<ClipSlots> {
    const fits = await hasRoom(memoryFolder, clips * sizeOf(longest) * slotCount);
    const folder = await mkdtemp(join(fits ? memoryFolder : tmpdir(), 'echocohort-clips-'));
    const paths = Array.from({ length: slotCount }, (_, slot) => join(folder, String(slot)));
    const handles = await Promise.all(paths.map((path) => open(path, 'wx+', 0o600)));
    return new ClipSlots(folder, paths, handles, new ClipMemory(sizeOf(longest)));
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

  /** @param sizes of the batch's clips, in the order in which they were written */
  async read(slot: number, sizes: readonly ClipBytes[]): Promise<HeldClip[]> {
    const clips = sizes.map((size) => this.memory.take(size));
    const { bytesRead } = await (this.handles[slot] as FileHandle).readv(
      clips.flatMap(({ outlines, frames }) => [outlines, frames]),
      0,
    );
    const bytes = sizes.reduce((sum, size) => sum + sizeOf(size), 0);
    if (bytesRead !== bytes) throw new Error(`a batch of ${bytes} bytes ends at ${bytesRead}`);
    return clips;
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

/** Writes clips behind each other from the file's start, each as `ClipBytes` says. */
export const writeClips = async (
  handle: FileHandle,
  clips: readonly { readonly outlines: Float32Array; readonly frames: Uint8Array }[],
): Promise<void> => {
  const parts = clips.flatMap(({ outlines, frames }) => [outlines, frames]);
  const { bytesWritten } = await handle.writev(parts, 0);
  const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytesWritten !== bytes) throw new Error(`of a batch of ${bytes} bytes ${bytesWritten} were written`);
};
