import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Every project's tests in one run, so that there is one total. */
export default {
  rootDir: root,
  testTimeout: 60_000, // Jest does not read a project's own when it runs several
  projects: ['apps', 'libs', 'clients']
    .flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(root, kind, name)))
    .concat(join(root, 'bench'))
    .filter((dir) => existsSync(join(dir, 'jest.config.mjs'))),
};
