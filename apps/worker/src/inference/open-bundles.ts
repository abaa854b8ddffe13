import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBundle, type Bundle } from '@echocohort/sampler';

/**
 * Opens the bundles of a folder: those named, or every sub-folder with a bundle.json.
 * @throws EchoError `bundle-invalid` naming the file; Error when there is none at all
 */
export const openBundles = async (modelsDir: string, names?: readonly string[]): Promise<Bundle[]> => {
  const folders = names ?? (await bundleFolders(modelsDir));
  if (folders.length === 0) throw new Error(`expected at least one model bundle in ${modelsDir}`);
  const bundles: Bundle[] = [];
  for (const folder of folders) bundles.push(await openBundle(join(modelsDir, folder)));
  return bundles;
};

const bundleFolders = async (modelsDir: string): Promise<string[]> => {
  const entries = await readdir(modelsDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  const found = await Promise.all(
    folders.map((name) =>
      access(join(modelsDir, name, 'bundle.json')).then(
        () => [name],
        () => [],
      ),
    ),
  );
  return found.flat().sort();
};
