import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes sure that uploads and films have somewhere to be on their way. A process that has no such place would take work and
 * fail all of it.
 * @throws Error naming the folder when nothing can be made in it
 */
export const requireScratch = (folder = tmpdir()): void => {
  try {
    rmdirSync(mkdtempSync(join(folder, 'echocohort-scratch-')));
  } catch (cause) {
    throw new Error(`TMPDIR: expected a folder that this user may write to, got ${folder} (${String(cause)})`, {
      cause,
    });
  }
};
