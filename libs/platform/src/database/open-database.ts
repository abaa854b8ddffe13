import { CamelCasePlugin, type KyselyPlugin } from 'kysely';
import { type Logger } from 'pino';
import { type Database } from './database.js';
import { openPglite } from './open-pglite.js';
import { openPostgres } from './open-postgres.js';

export type DatabaseOptions = ({ databaseUrl: string } | { pgliteDir: string }) & { logger?: Logger | undefined };

/**
 * Opens PostgreSQL 15 or later by its URL, or PGlite in a folder of its own, and migrates to the latest tables.
 * @throws EchoError `unavailable` when PostgreSQL cannot be reached, `conflict` when another process has the folder
 */
export const openDatabase = (options: DatabaseOptions): Promise<Database> =>
  'databaseUrl' in options
    ? openPostgres(options.databaseUrl, plugins(), options.logger)
    : openPglite(options.pgliteDir, plugins(), options.logger);

/** Column names change their case; keys inside jsonb are data and stay as they are. */
const plugins = (): KyselyPlugin[] => [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
