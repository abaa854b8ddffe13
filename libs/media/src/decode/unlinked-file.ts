import { randomUUID } from 'node:crypto';
import { open, type FileHandle, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An empty file without a name, in the system's temporary folder, for reading and writing. Its bytes go with its last
 * descriptor, however a process ends: what was uploaded cannot be left behind (ADR 0026).
 */
export const unlinkedFile = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `echocohort-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
};
