import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const fresh = (): string => randomBytes(32).toString('base64url');

const schema = z.object({
  fileUrlSecret: z.string().min(32),
  /** Made for folders of before, too: the system writes it down at its start. */
  webhooksKey: z.string().min(32).default(fresh),
  apiKey: z.string().optional(),
});
export type Secrets = z.infer<typeof schema>;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** The secrets of a data folder, made new when there are none yet. Only their owner may read the file. */
export const readSecrets = async (file: string): Promise<Secrets> => {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (!isMissing(error)) throw new Error(`${file}: expected the secrets of this data folder`, { cause: error });
    return { fileUrlSecret: fresh(), webhooksKey: fresh() };
  }
};

/** Writes all or nothing. */
export const writeSecrets = async (file: string, secrets: Secrets): Promise<void> => {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600 });
  await rename(draft, file);
};
