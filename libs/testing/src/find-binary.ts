import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Path of a program, from PATH or from the folders that its package puts it in.
 * @throws Error that says what installs it when it is nowhere
 */
export const findBinary = (name: string, remedy: string, folders: readonly string[] = []): string => {
  const path = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)].map((folder) => join(folder, name));
  const found = path.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`${name} is missing: ${remedy}`);
  return found;
};
