import { readFileSync } from 'node:fs';

/** Resident memory of a process, pages that it shares with others included; 0 when it is gone. */
export const residentBytes = (pid: number): number => {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};
