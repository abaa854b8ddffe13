import { EchoError } from '@echocohort/shared';
import { type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { initial } from './migrations/0001-initial.js';
import { shownEf } from './migrations/0002-shown-ef.js';
import { clipReadings } from './migrations/0003-clip-readings.js';
import { queuePerBundle } from './migrations/0004-queue-per-bundle.js';
import { takes } from './migrations/0005-takes.js';
import { leanRows } from './migrations/0006-lean-rows.js';
import { tenancy } from './migrations/0007-tenancy.js';
import { dispatch } from './migrations/0008-dispatch.js';
import { keys } from './migrations/0009-keys.js';
import { usage } from './migrations/0011-usage.js';
import { runLives } from './migrations/0012-run-lives.js';
import { schedules } from './migrations/0013-schedules.js';
import { events } from './migrations/0014-events.js';
import { uploads } from './migrations/0015-uploads.js';
import { runEnds } from './migrations/0016-run-ends.js';
import { largeRuns } from './migrations/0017-large-runs.js';
import { webhooks } from './migrations/0018-webhooks.js';
import { noticesExportsAnswers } from './migrations/0019-notices-exports-answers.js';
import { withdrawals } from './migrations/0020-withdrawals.js';
import { type Schema } from './schema.js';

/** In order; a migration that has run anywhere is never edited. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-shown-ef': shownEf,
  '0003-clip-readings': clipReadings,
  '0004-queue-per-bundle': queuePerBundle,
  '0005-takes': takes,
  '0006-lean-rows': leanRows,
  '0007-tenancy': tenancy,
  '0008-dispatch': dispatch,
  '0009-keys': keys,
  '0011-usage': usage,
  '0012-run-lives': runLives,
  '0013-schedules': schedules,
  '0014-events': events,
  '0015-uploads': uploads,
  '0016-run-ends': runEnds,
  '0017-large-runs': largeRuns,
  '0018-webhooks': webhooks,
  '0019-notices-exports-answers': noticesExportsAnswers,
  '0020-withdrawals': withdrawals,
};

const migratorOf = (db: Kysely<Schema>): Migrator =>
  new Migrator({ db: db.withoutPlugins(), provider: { getMigrations: () => Promise.resolve(migrations) } });

/** Migrations that this program knows and the database has not run. Those that only the database knows are no hindrance. */
const missingIn = async (db: Kysely<Schema>): Promise<string[]> => {
  const known = await migratorOf(db).getMigrations();
  return known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
};

/**
 * Brings the tables to the latest migration, in one transaction under the database's advisory lock, so that any number
 * of processes may start at once. Does nothing when there is nothing to do, or when a younger program has done more.
 * @returns the migrations that were run
 * @throws what the failed migration threw; nothing of it remains
 */
export const migrateToLatest = async (db: Kysely<Schema>): Promise<string[]> => {
  if ((await missingIn(db)).length === 0) return [];
  const { error, results = [] } = await migratorOf(db).migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('the migration of the database failed', { cause: error });
  return results.map(({ migrationName }) => migrationName);
};

/** @throws EchoError `unavailable` when the tables are older than this program */
export const expectLatest = async (db: Kysely<Schema>): Promise<void> => {
  const missing = await missingIn(db);
  if (missing.length > 0)
    throw new EchoError(
      'unavailable',
      `the database is older than this program: it lacks ${missing.join(', ')}; run node apps/api/dist/migrate.js first`,
    );
};
