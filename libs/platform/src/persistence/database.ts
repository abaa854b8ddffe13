import { CamelCasePlugin, type Kysely, type KyselyPlugin } from 'kysely';
import { type Logger } from 'pino';
import { openPglite } from './open-pglite.js';
import { openPostgres } from './open-postgres.js';
import { type Schema } from './schema.js';

/** The right to dispatch. `lost` aborts when the right is gone without having been released. */
export interface Leadership {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** An open database with its tables up to date. Inside a transaction use the transaction, never `db`. */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly kind: 'postgres' | 'pglite';
  /** @throws EchoError `unavailable` when the database does not answer */
  ping(): Promise<void>;
  /** Null when another process leads. */
  tryLead(): Promise<Leadership | null>;
  close(): Promise<void>;
}

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
