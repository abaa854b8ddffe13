import { CamelCasePlugin, type KyselyPlugin } from 'kysely';
import { type Logger } from 'pino';
import { type Database } from './database.js';
import { openPostgres } from './open-postgres.js';

export type DatabaseOptions = ({ databaseUrl: string } | { pgliteDir: string }) & { logger?: Logger | undefined };

/**
 * Opens PostgreSQL 15 or later by its URL, or PGlite in a folder of its own, and migrates to the latest tables. PGlite is
 * loaded only then: images of servers do without it.
 * @throws EchoError `unavailable` when PostgreSQL cannot be reached, `conflict` when another process has the folder
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  if ('databaseUrl' in options) return openPostgres(options.databaseUrl, plugins(), options.logger);
  const { openPglite } = await import('./open-pglite.js');
  return openPglite(options.pgliteDir, plugins(), options.logger);
};

/** Column names change their case; keys inside jsonb are data and stay as they are. */
const plugins = (): KyselyPlugin[] => [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
