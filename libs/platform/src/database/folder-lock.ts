import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EchoError } from '@echocohort/shared';
import { z } from 'zod';

const ownerSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });
type Owner = z.infer<typeof ownerSchema>;

/**
 * Takes `dir` for this process. The highest of the files `lock.1`, `lock.2`, ... says whose it is: pid and start time,
 * or nothing once it was given back. A process takes the folder with the next number, and so never touches a file that
 * may be another's lock; the highest number stays for ever, which is what makes a late comer notice that it is late.
 * A dead process, or one whose pid belongs to a younger process by now, holds nothing.
 * @returns gives the folder back
 * @throws EchoError `conflict` when a living process, this one included, has it
 */
export const lockFolder = async (dir: string): Promise<() => Promise<void>> => {
  const own = JSON.stringify({ pid: process.pid, startedAt: (await startTimeOf(process.pid)) ?? '' });
  // A link appears with its content or not at all, and never over a file that is there.
  const draft = join(dir, `lock.draft.${crypto.randomUUID()}`);
  await writeFile(draft, own);
  try {
    let path: string | null = null;
    while (path === null) path = await takeNext(dir, draft);
    const taken = path;
    return () => writeFile(taken, '');
  } finally {
    await rm(draft, { force: true });
  }
};

/** The lock file taken; null when another process was quicker and the folder is to be looked at anew. */
const takeNext = async (dir: string, draft: string): Promise<string | null> => {
  const highest = Math.max(0, ...(await numbersIn(dir)));
  const owner = parseOwner(await readIfThere(pathOf(dir, highest)));
  if (owner !== null && (await isAlive(owner)))
    throw new EchoError('conflict', `another EchoCohort process (pid ${owner.pid}) is using ${dir}`);
  const next = highest + 1;
  if (!(await linked(draft, pathOf(dir, next)))) return null;
  const others = (await numbersIn(dir)).filter((number) => number !== next);
  const late = others.some((number) => number > next);
  const useless = late ? [next] : others;
  await Promise.all(useless.map((number) => rm(pathOf(dir, number), { force: true })));
  return late ? null : pathOf(dir, next);
};

const pathOf = (dir: string, number: number): string => join(dir, `lock.${number}`);

const numbersIn = async (dir: string): Promise<number[]> =>
  (await readdir(dir)).flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice('lock.'.length))] : []));

const linked = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const parseOwner = (text: string | null): Owner | null => {
  try {
    return ownerSchema.parse(JSON.parse(text ?? ''));
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
