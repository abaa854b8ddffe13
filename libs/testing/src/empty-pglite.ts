import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { fromTemplate } from './template-folder.js';

const packageFile = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));

/**
 * A fresh folder for `openDatabase({ pgliteDir })` with an empty cluster in it, which PGlite takes five seconds to make.
 * Delete it after the test. What is about that first start, begins with an empty folder instead.
 */
export const emptyPglite = async (folder?: string): Promise<string> => {
  const dir = folder ?? (await mkdtemp(join(tmpdir(), 'echocohort-pglite-')));
  await mkdir(dir, { recursive: true });
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  await fromTemplate(`pglite-${version}`, join(dir, 'data'), async (data) => {
    const pglite = await PGlite.create({ dataDir: data });
    await pglite.close();
  });
  return dir;
};
