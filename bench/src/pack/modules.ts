import { z } from 'zod';

const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional(), link: z.boolean().optional() })),
});

/** Packages that only a build needs although the lock file counts them as production's: they are others' optional peers. */
const buildOnly = new Set(['node_modules/typescript']);

/** Folders of the packages that run, from package-lock.json; a package that brings packages of its own is its folder alone. */
export const productionPackages = (lock: unknown): string[] =>
  Object.entries(lockSchema.parse(lock).packages)
    .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link && !buildOnly.has(path))
    .map(([path]) => path);

const described = /\.(map|md|markdown|d\.[cm]?ts|ts|flow|txt)$/i;
const licence = /^(licen[cs]e|notice|copying)/i;
const foreign = /^node_modules\/onnxruntime-node\/bin\/napi-v6\/(darwin|win32|linux\/arm64)\//;
const cudaParts = /^node_modules\/onnxruntime-node\/bin\/napi-v6\/linux\/x64\/(cuda\/|libonnxruntime_providers_)/;

/** Whether a file of a package is needed where it runs; licences go along. CUDA's parts have an archive of their own. */
export const isNeeded = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (licence.test(name)) return true;
  return !described.test(name) && !foreign.test(path) && !cudaParts.test(path);
};
