import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { wholeBytes } from './object-source.js';
import { signFileQuery } from './sign-file-url.js';
import { assertRange, badRange, missingObject, storageFailed } from './storage-errors.js';
import { assertStorageKey, assertStoragePrefix } from './storage-keys.js';
import {
  type ByteRange,
  type FileStorageOptions,
  type ObjectHead,
  type ObjectSource,
  type StoragePort,
} from './storage.port.js';

/** A file has no content type of its own; its name has. */
const contentTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.gif': 'image/gif',
  '.png': 'image/png',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.npy': 'application/octet-stream',
};

/** More would hold the threads that all files of the process are read by. */
const deletedAtOnce = 16;

/** Objects as files in a folder, `<dir>/<key>`, for a single machine. The API serves its signed URLs. */
export class FileStorage implements StoragePort {
  constructor(private readonly options: Omit<FileStorageOptions, 'driver'>) {}

  async prepare(): Promise<void> {
    await guarded(mkdir(this.options.dir, { recursive: true }));
  }

  /**
   * Written beside its place and renamed into it, so that no reader ever sees a part; on the disk, name included, before
   * anybody is told: a row that names it is too.
   */
  async put(key: string, body: Uint8Array | ObjectSource): Promise<void> {
    const path = this.pathOf(key);
    const draft = join(dirname(path), `.${crypto.randomUUID()}.part`);
    try {
      await guarded(writeDraft(draft, body));
      await guarded(rename(draft, path));
      await guarded(syncFolder(dirname(path)));
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async get(key: string, { range }: { range?: ByteRange } = {}): Promise<Uint8Array> {
    if (range) assertRange(range);
    const file = await orNull(open(this.pathOf(key), 'r'));
    if (!file) throw missingObject(key);
    try {
      if (!range) return await guarded(file.readFile());
      const { size } = await guarded(file.stat());
      if (range.start >= size) throw badRange(range);
      const bytes = new Uint8Array(Math.min(range.end + 1, size) - range.start);
      await guarded(file.read(bytes, 0, bytes.length, range.start));
      return bytes;
    } finally {
      await file.close();
    }
  }

  async head(key: string): Promise<ObjectHead | null> {
    const found = await orNull(stat(this.pathOf(key)));
    const contentType = contentTypes[extname(key)] ?? 'application/octet-stream';
    return (
      found && { sizeBytes: found.size, contentType, etag: `${found.size.toString(16)}-${found.mtimeMs.toString(16)}` }
    );
  }

  async *list(prefix: string): AsyncIterable<string> {
    assertStoragePrefix(prefix);
    yield* this.walk(prefix);
  }

  /** With its folder, when it was the last file there: every making of a sample has one of its own. */
  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    await guarded(rm(path, { force: true }));
    await rmdir(dirname(path)).catch(() => undefined);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    for (const key of keys) assertStorageKey(key);
    for (let first = 0; first < keys.length; first += deletedAtOnce)
      await Promise.all(keys.slice(first, first + deletedAtOnce).map((key) => this.delete(key)));
  }

  signedUrl(key: string, expiresSeconds: number): Promise<string> {
    assertStorageKey(key);
    const query = signFileQuery(this.options.secret, key, Math.ceil(Date.now() / 1_000) + expiresSeconds);
    return Promise.resolve(`${this.options.publicUrl ?? ''}/v1/files/${key}?${query}`);
  }

  private pathOf(key: string): string {
    assertStorageKey(key);
    return join(this.options.dir, key);
  }

  /** In the order of whole keys: a folder sorts as its name with the slash. */
  private async *walk(folder: string): AsyncIterable<string> {
    const entries = (await orNull(readdir(join(this.options.dir, folder), { withFileTypes: true }))) ?? [];
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    for (const name of names.filter((each) => !each.startsWith('.')).sort()) {
      if (name.endsWith('/')) yield* this.walk(folder + name);
      else yield folder + name;
    }
  }
}

const guarded = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw storageFailed(error);
  });

/** Most folders are there already: looking for each costs more than missing one. */
const openDraft = (path: string): Promise<FileHandle> =>
  open(path, 'wx').catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    return open(path, 'wx');
  });

/** Each new folder is an entry of the one above it, which must be on the disk too. */
const makeFolder = async (path: string): Promise<void> => {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
};

const writeDraft = async (path: string, body: Uint8Array | ObjectSource): Promise<void> => {
  const file = await openDraft(path);
  try {
    for await (const part of body instanceof Uint8Array ? [body] : wholeBytes(body)) await file.writeFile(part);
    await file.datasync();
  } finally {
    await file.close();
  }
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

const orNull = <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw storageFailed(error);
  });
