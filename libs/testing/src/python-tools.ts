import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const environment = fileURLToPath(new URL('../../../.cache/python-tools', import.meta.url));

/** Folder of the programs that `npm test` takes from Python's registry. */
export const pythonTools = join(environment, 'bin');

/** A folder inside a package of theirs, by a pattern; one that is not there is named as it would be. */
export const pythonPackageFolder = (pattern: string): string =>
  globSync(join(environment, 'lib/python3*/site-packages', pattern))[0] ?? join(environment, pattern);
