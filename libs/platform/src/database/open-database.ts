import { CamelCasePlugin, type KyselyPlugin } from 'kysely';
import { type Logger } from 'pino';
import { type Database } from './database.js';
import { migratePostgres, openPostgres } from './open-postgres.js';

export type DatabaseOptions = ({ databaseUrl: string; migrate?: boolean } | { pgliteDir: string }) & {
  logger?: Logger | undefined;
};

/**
 * Opens PostgreSQL 15 or later by its URL, or PGlite in a folder of its own, and migrates to the latest tables. PGlite is
 * loaded only then: images of servers do without it. With
 * `migrate` false it leaves that to `migrateDatabase`, as programs do of which there are many.
 * @throws EchoError `unavailable` when PostgreSQL cannot be reached, or has older tables and is not to be migrated;
 * `conflict` when another process has the folder
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const { logger } = options;
  if (!('databaseUrl' in options)) {
    const { openPglite } = await import('./open-pglite.js');
    return openPglite(options.pgliteDir, plugins(), logger);
  }
  const { databaseUrl, migrate = true } = options;
  if (migrate) await migrateDatabase(databaseUrl);
  return openPostgres(databaseUrl, plugins(), logger);
};

/**
 * Migrates a PostgreSQL, however long that takes.
 * @returns the migrations that were run; none when its tables are as they should be, or younger
 * @throws EchoError `unavailable` when it cannot be reached
 */
export const migrateDatabase = (databaseUrl: string): Promise<string[]> => migratePostgres(databaseUrl, plugins());

/** Column names change their case; keys inside jsonb are data and stay as they are. */
const plugins = (): KyselyPlugin[] => [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
