import { mkdtemp, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EchoError } from '@echocohort/shared';

/**
 * Memory between two processes: files in /dev/shm, written and read outside both event loops. A batch of 12.8 MB took 80 ms
 * through a process's own channel (59 of them on the loop that answers probes and renews locks), 10 ms through a socket (10
 * on the loop) and 13 ms this way (2 on the loop).
 */
const memoryFolder = '/dev/shm';

/** Batches that may be on their way at once; more wait. */
const slotCount = 4;

/** The slots' files, and the folder of their own that they lie in. */
interface SlotFiles {
  readonly folder: string;
  readonly paths: readonly string[];
  readonly handles: readonly FileHandle[];
}

const zerosAtOnce = 1024 * 1024;

/** Writes what the file will hold, so that its memory is taken: an empty file promises nothing, and others look too. */
const fill = async (handle: FileHandle, bytes: number): Promise<void> => {
  const zeros = Buffer.alloc(Math.min(bytes, zerosAtOnce));
  for (let at = 0; at < bytes;)
    at += (await handle.write(zeros, 0, Math.min(zeros.length, bytes - at), at)).bytesWritten;
};

const openFiles = async (inside: string, slotBytes: number): Promise<SlotFiles> => {
  const folder = await mkdtemp(join(inside, 'echocohort-clips-'));
  const handles: FileHandle[] = [];
  try {
    const paths = Array.from({ length: slotCount }, (_, slot) => join(folder, String(slot)));
    for (const path of paths) handles.push(await open(path, 'wx+', 0o600));
    for (const handle of handles) await fill(handle, slotBytes);
    return { folder, paths, handles };
  } catch (error) {
    await Promise.all(handles.map((handle) => handle.close()));
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
};

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** The slots' files in one folder, or why they cannot be there. */
const tryFolder = async (folder: string, slotBytes: number): Promise<SlotFiles | string> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < slotCount * slotBytes) return `${folder} has ${megabytes(bavail * bsize)} left`;
    return await openFiles(folder, slotBytes);
  } catch (error) {
    return `${folder}: ${(error as Error).message}`;
  }
};

/** The slots' files in the first folder that has room for all of them. */
const reserve = async (slotBytes: number, folders: readonly string[]): Promise<SlotFiles> => {
  const refusals: string[] = [];
  for (const folder of folders) {
    const found = await tryFolder(folder, slotBytes);
    if (typeof found !== 'string') return found;
    refusals.push(found);
  }
  throw new EchoError(
    'unavailable',
    `expected ${megabytes(slotCount * slotBytes)} for the batches that come back from an inference process, but ` +
      `${refusals.join(', and ')}: each bundle on each GPU needs so much; mount a larger ${folders.join(' or ')} ` +
      `(docker run --shm-size, an emptyDir of medium Memory in Kubernetes)`,
  );
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
    private readonly files: SlotFiles,
    private readonly memory: ClipMemory,
  ) {
    this.free = files.handles.map((_, slot) => slot);
  }

  /** Paths by which the other side opens the slots. */
  get paths(): readonly string[] {
    return this.files.paths;
  }

  /**
   * Slots for batches of up to `clips`, whose memory is taken from now on.
   * @param longest of all clips
   * @param folders where they may lie; the first with room is taken: memory, else the disk
   * @throws EchoError `unavailable` that names what is needed, when none of them has room
   */
  static async make(
    clips: number,
    longest: ClipBytes,
    folders: readonly string[] = [memoryFolder, tmpdir()],
  ): Promise<ClipSlots> {
    const files = await reserve(clips * sizeOf(longest), folders);
    return new ClipSlots(files, new ClipMemory(sizeOf(longest)));
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
    const { bytesRead } = await (this.files.handles[slot] as FileHandle).readv(
      clips.flatMap(({ outlines, frames }) => [outlines, frames]),
      0,
    );
    const bytes = sizes.reduce((sum, size) => sum + sizeOf(size), 0);
    if (bytesRead !== bytes) throw new Error(`a batch of ${bytes} bytes ends at ${bytesRead}`);
    return clips;
  }

  /** Takes the names away: the files live as long as somebody has them open, and leave nothing behind. */
  unlink(): Promise<void> {
    return rm(this.files.folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.unlink();
    await Promise.all(this.files.handles.map((handle) => handle.close()));
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
