import { type Database, sampleOfKey, storageKeys, type StoragePort } from '@echocohort/platform';
import { type Accepted } from './load/ask.js';

/** What a look at rows and objects needs. */
export interface Sight {
  readonly database: Database;
  readonly storage: StoragePort;
}

/** Keys of a run's objects that no row names. */
const straysOfRun = async ({ database, storage }: Sight, { tenantId, runId }: Accepted): Promise<string[]> => {
  const rows = await database.db
    .selectFrom('samples')
    .select(['index', 'take'])
    .where('runId', '=', runId)
    .where('status', '=', 'succeeded')
    .execute();
  const named = new Set(rows.map(({ index, take }) => `${index} ${take ?? ''}`));
  const strays: string[] = [];
  for await (const key of storage.list(storageKeys.runPrefix(tenantId, runId))) {
    const sample = sampleOfKey(key);
    if (sample === null || !named.has(`${sample.index} ${sample.take}`)) strays.push(key);
  }
  return strays;
};

/** Keys of objects of runs that no row names: of second makings, and of those that were cut short. */
export const straysOf = async (sight: Sight, accepted: readonly Accepted[]): Promise<string[]> => {
  const found: string[] = [];
  for (const one of accepted) found.push(...(await straysOfRun(sight, one)));
  return found;
};

/** Makings that no row names. */
export const strayTakes = (strays: readonly string[]): number =>
  new Set(
    strays.flatMap((key) => {
      const sample = sampleOfKey(key);
      return sample === null ? [] : [`${sample.index} ${sample.take}`];
    }),
  ).size;
