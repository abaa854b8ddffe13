import { createLogger, migrateDatabase } from '@echocohort/platform';
import { readDatabaseUrl } from './config.js';

/**
 * `node dist/migrate.js`: brings the tables to what this version needs, before its API and workers start. Any number of them
 * may run at once; the first one migrates.
 */
const logger = createLogger('migrate');
try {
  const migrations = await migrateDatabase(readDatabaseUrl());
  logger.info({ migrations }, migrations.length === 0 ? 'the tables are up to date' : 'the tables were migrated');
} catch (error) {
  logger.fatal({ err: error }, 'the tables could not be migrated');
  process.exitCode = 1;
}
