import { join } from 'node:path';

/** The repository, or the folder that a packed copy was unpacked to. */
export const root = join(import.meta.dirname, '../../..');
export const resultsDir = join(root, 'bench/results');
