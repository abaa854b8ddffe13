import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kernel's memory groups are, and how a limit is set there: version 1 of control groups, and 2. */
const hierarchies = [
  {
    proof: '/sys/fs/cgroup/memory/memory.limit_in_bytes',
    root: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
  },
  { proof: '/sys/fs/cgroup/memory.max', root: '/sys/fs/cgroup', limit: 'memory.max' },
  { proof: '/sys/fs/cgroup/cgroup.controllers', root: '/sys/fs/cgroup', limit: 'memory.max' },
] as const;

export interface MemoryGroup {
  /** A process joins, with all that it will start, by writing its id here. */
  readonly members: string;
  remove(): void;
}

/** Holds processes to so much memory as a container is; null where this user may not. */
export const memoryGroup = (name: string, bytes: number): MemoryGroup | null => {
  const found = hierarchies.find(({ proof }) => existsSync(proof));
  if (!found) return null;
  const folder = join(found.root, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, found.limit), String(bytes));
  } catch {
    return null;
  }
  return {
    members: join(folder, 'cgroup.procs'),
    remove: () => {
      try {
        rmdirSync(folder);
      } catch {
        // Somebody in it has not ended yet; an empty group costs nothing.
      }
    },
  };
};
