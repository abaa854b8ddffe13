import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compiledEntry } from '@echocohort/shared';
import { withFolder } from '../read/clips.fixture.js';
import { ownFolder, sweepFolders } from './owned-folder.js';

/** A folder that another process made, which is killed or still runs. */
const othersFolder = async (parent: string, isKilled: boolean): Promise<{ folder: string; end: () => void }> => {
  const program = `
    const { ownFolder } = await import(${JSON.stringify(compiledEntry(import.meta.url, 'owned-folder.js').href)});
    process.stdout.write(ownFolder(${JSON.stringify(parent)}, 'kind'));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [folder] = (await once(child.stdout, 'data')) as [Buffer];
  const end = () => child.kill('SIGKILL');
  if (isKilled) {
    end();
    await once(child, 'exit');
  }
  return { folder: basename(folder.toString()), end };
};

describe('sweepFolders', () => {
  it('deletes what a killed process left, and nothing of one that runs', async () => {
    await withFolder(async (parent) => {
      const [killed, running] = [await othersFolder(parent, true), await othersFolder(parent, false)];
      const own = basename(ownFolder(parent, 'kind'));
      const others = ['echocohort-other-1-1-x', 'kind-1-1-x'];
      for (const name of others) await mkdir(join(parent, name));
      await writeFile(join(parent, killed.folder, 'clip.raw'), 'frames');
      sweepFolders(parent, 'kind');
      expect((await readdir(parent)).sort()).toEqual([own, running.folder, ...others].sort());
      running.end();
    });
  });

  it('deletes the folder of an earlier process that had the pid of one that runs', async () => {
    await withFolder(async (parent) => {
      const own = basename(ownFolder(parent, 'kind'));
      const earlier = own.replace(/^(echocohort-kind-\d+)-\d+-/, '$1-7-');
      await mkdir(join(parent, earlier));
      sweepFolders(parent, 'kind');
      expect(await readdir(parent)).toEqual([own]);
    });
  });
});
