import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** When a process started, in clock ticks since the machine did; null when there is none, or no /proc to ask. */
const startOf = (pid: number): string | null => {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return afterName.split(' ')[19] ?? null;
  } catch {
    return null;
  }
};

const prefixOf = (kind: string): string => `echocohort-${kind}-`;

/**
 * A new folder whose name says which process it belongs to, by pid and start: pids come again, soon so in a container.
 * What kills that process leaves the folder; `sweepFolders` takes it away.
 */
export const ownFolder = (parent: string, kind: string): string =>
  mkdtempSync(join(parent, `${prefixOf(kind)}${process.pid}-${startOf(process.pid) ?? 0}-`));

/** Deletes the folders of that kind whose process is gone. Without a /proc nothing can be told of it, and nothing is deleted. */
export const sweepFolders = (parent: string, kind: string): void => {
  if (startOf(process.pid) === null) return;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefixOf(kind))) continue;
    const [pid, start] = name.slice(prefixOf(kind).length).split('-');
    const isOwned = pid !== undefined && /^\d+$/.test(pid) && startOf(Number(pid)) === start;
    if (!isOwned) rmSync(join(parent, name), { recursive: true, force: true });
  }
};
