import { mkdtemp, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SampleResult } from '../request/sample-request.js';

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

/** Frames in memory of their own, until `release` gives it back for others. */
export type HeldFrames = Required<Pick<SampleResult, 'frames' | 'release'>>;

/**
 * Memory of clips, used again: the 300 MB a second that a GPU makes, taken from the system and left to the garbage
 * collector, cost the event loop more than all else. What is not given back the collector takes.
 */
class ClipMemory {
  private readonly free: SharedArrayBuffer[] = [];

  constructor(private readonly clipBytes: number) {}

  take(bytes: number): HeldFrames {
    const memory = this.free.pop() ?? new SharedArrayBuffer(this.clipBytes);
    let isHeld = true;
    const release = (): void => {
      if (isHeld) this.free.push(memory);
      isHeld = false;
    };
    return { frames: new Uint8Array(memory, 0, bytes), release };
  }
}

/** The side that reads: it makes the files, and takes their names away once the other side has opened them. */
export class FrameSlots {
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
   * @param clipBytes of the longest clip
   */
  static async make(clips: number, clipBytes: number): Promise<FrameSlots> {
    const fits = await hasRoom(memoryFolder, clips * clipBytes * slotCount);
    const folder = await mkdtemp(join(fits ? memoryFolder : tmpdir(), 'echocohort-frames-'));
    const paths = Array.from({ length: slotCount }, (_, slot) => join(folder, String(slot)));
    const handles = await Promise.all(paths.map((path) => open(path, 'wx+', 0o600)));
    return new FrameSlots(folder, paths, handles, new ClipMemory(clipBytes));
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

  /** @param clipsBytes of each clip of the batch, in the order in which they were written */
  async read(slot: number, clipsBytes: readonly number[]): Promise<HeldFrames[]> {
    const clips = clipsBytes.map((bytes) => this.memory.take(bytes));
    const { bytesRead } = await (this.handles[slot] as FileHandle).readv(
      clips.map(({ frames }) => frames),
      0,
    );
    const bytes = clipsBytes.reduce((sum, each) => sum + each, 0);
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

/** Writes frames behind each other from the file's start. */
export const writeFrames = async (handle: FileHandle, frames: readonly Uint8Array[]): Promise<void> => {
  const { bytesWritten } = await handle.writev(frames, 0);
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  if (bytesWritten !== bytes) throw new Error(`of a batch of ${bytes} bytes ${bytesWritten} were written`);
};
