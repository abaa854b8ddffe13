import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EchoError } from '@echocohort/shared';
import { z } from 'zod';

const ownerSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });
type Owner = z.infer<typeof ownerSchema>;

/**
 * Takes `<dir>/lock` for this process; the file names its pid and start time. A lock whose process is dead, or whose
 * pid belongs to a younger process by now, is taken over.
 * @returns gives the folder back
 * @throws EchoError `conflict` when a living process, this one included, has it
 */
export const lockFolder = async (dir: string): Promise<() => Promise<void>> => {
  const path = join(dir, 'lock');
  const own = JSON.stringify({ pid: process.pid, startedAt: (await startTimeOf(process.pid)) ?? '' });
  const draft = `${path}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(draft, own);
  try {
    // A link appears with its content or not at all, and never over a file that is there.
    while (!(await linked(draft, path))) await clearDeadLock(path, dir);
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(path, { force: true });
};

const linked = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const clearDeadLock = async (path: string, dir: string): Promise<void> => {
  const text = await readIfThere(path);
  if (text === null) return;
  const owner = parseOwner(text);
  if (owner !== null && (await isAlive(owner)))
    throw new EchoError('conflict', `another EchoCohort process (pid ${owner.pid}) is using ${dir}`);
  // Of two processes that find the same dead lock, the slower one may move the faster one's new lock: it puts it back.
  const aside = `${path}.dead.${process.pid}.${crypto.randomUUID()}`;
  await rename(path, aside).catch(ignoreMissing);
  const moved = await readIfThere(aside);
  if (moved !== null && moved !== text) await linked(aside, path);
  await rm(aside, { force: true });
};

const parseOwner = (text: string): Owner | null => {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

const isAlive = async ({ pid, startedAt }: Owner): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = await startTimeOf(pid);
  return now === null || now === startedAt;
};

/** Start time of a process since boot, in clock ticks (field 22 of /proc/PID/stat); null where there is no /proc. */
const startTimeOf = async (pid: number): Promise<string | null> => {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name and may hold spaces and brackets: count from its end.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
};

const readIfThere = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(ignoreMissing);

const ignoreMissing = (error: unknown): null => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
};
