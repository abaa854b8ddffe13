/** One system a data folder: a lock file that names its process and its URL. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, SetupError } from '../setup.mjs';

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/**
 * Takes the folder, or says who has it.
 * @returns {{ announce(url: string): void, release(): void }}
 */
export const takeFolder = (home) => {
  const file = join(home, 'start.lock');
  const holder = read(file);
  if (holder && isAlive(holder.pid))
    throw new SetupError(
      `EchoCohort is already running here (process ${holder.pid}): ${holder.url ?? 'still starting'}`,
    );
  rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
  } catch (error) {
    if (error.code === 'EEXIST') throw new SetupError('EchoCohort is already being started here.');
    throw error;
  }
  return {
    announce: (url) => writeFileSync(file, JSON.stringify({ pid: process.pid, url })),
    release: () => rmSync(file, { force: true }),
  };
};
