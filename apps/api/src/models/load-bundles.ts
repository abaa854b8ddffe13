import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleSchema, EchoError } from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

const readManifest = async (file: string): Promise<Buffer | null> => {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

const parseManifest = (bytes: Buffer, file: string): OfferedBundle => {
  const refuse = (what: string, cause: unknown) => new EchoError('bundle-invalid', `${file}: ${what}`, { cause });
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw refuse('expected JSON', error);
  }
  const parsed = bundleSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a bundle'}`, parsed.error);
  }
  return { manifest: parsed.data, fingerprint: createHash('sha256').update(bytes).digest('hex') };
};

/**
 * The bundles of a folder: every sub-folder with a bundle.json. The API reads what they promise; their graphs are
 * checked by the workers that load them.
 * @throws EchoError `bundle-invalid` naming the file
 */
export const loadBundles = async (modelsDir: string): Promise<OfferedBundle[]> => {
  const entries = await readdir(modelsDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  const bundles: OfferedBundle[] = [];
  for (const folder of folders.sort()) {
    const file = join(modelsDir, folder, 'bundle.json');
    const bytes = await readManifest(file);
    if (bytes !== null) bundles.push(parseManifest(bytes, file));
  }
  return bundles;
};
