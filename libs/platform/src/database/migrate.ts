import { type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { initial } from './migrations/0001-initial.js';
import { shownEf } from './migrations/0002-shown-ef.js';
import { clipReadings } from './migrations/0003-clip-readings.js';
import { queuePerBundle } from './migrations/0004-queue-per-bundle.js';
import { type Schema } from './schema.js';

/** In order; a migration that has run anywhere is never edited. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-shown-ef': shownEf,
  '0003-clip-readings': clipReadings,
  '0004-queue-per-bundle': queuePerBundle,
};

/**
 * Brings the tables to the latest migration, in one transaction under the database's advisory lock, so that any number
 * of processes may start at once. Does nothing when there is nothing to do.
 * @throws what the failed migration threw; nothing of it remains
 */
export const migrateToLatest = async (db: Kysely<Schema>): Promise<void> => {
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db: db.withoutPlugins(), provider }).migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('the migration of the database failed', { cause: error });
};
