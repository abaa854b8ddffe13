import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../system/root.js';
import { type Hardware } from '../report/result.js';

/** Output of a program; null where it is missing or fails. */
const said = (command: string, args: readonly string[]): string | null => {
  try {
    return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
};

export const hardware = (): Hardware => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  gpus:
    said('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'])?.split('\n').filter(Boolean) ?? [],
  node: process.versions.node,
});

/** The commit that is measured: git's, or the one that a packed copy brings in its file COMMIT. */
export const commit = (): string => {
  const hash = said('git', ['rev-parse', '--short=12', 'HEAD']);
  if (hash !== null) return said('git', ['status', '--porcelain', '--untracked-files=no']) ? `${hash}+` : hash;
  try {
    return readFileSync(join(root, 'COMMIT'), 'utf8').trim();
  } catch {
    return 'unknown';
  }
};
