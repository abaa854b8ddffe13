import { type RunId } from '@echocohort/shared';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';

/** The shelf that the samples of all runs share which have none of their own. */
export const commonShelf = 0;
/** A run of so many samples gets a shelf of its own: deleting it is dropping that. */
export const ownShelfSamples = 100_000;
/** Shelves at a time: statements over all samples look at each. Large runs beyond go to the common one. */
const shelvesMax = 512;
/** Commits wait behind whoever waits for them to end: rather not for long, and once more later. */
const lockTimeoutMs = 500;

const tableOf = (shelf: number): RawBuilder<unknown> => sql.table(`samples_shelf_${shelf}`);

const limitLocks = sql.raw(`set local lock_timeout = ${lockTimeoutMs}`);

/** Partitions of `samples`: the leader's view. */
export class ShelvesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Puts up shelves for large runs that have none, oldest first, at most `limit`: until then nothing of them is dispatched. A shelf
   * and its run's word for it come in one transaction, beside commits and without a look at any row.
   * @returns how many runs have a shelf now
   */
  async putUp(limit: number): Promise<number> {
    const runs = await this.database.db
      .selectFrom('runs')
      .select('id')
      .where('shelf', 'is', null)
      .where('status', 'in', ['queued', 'running'])
      .orderBy('id')
      .limit(limit)
      .execute();
    for (const { id } of runs) await this.database.db.transaction().execute((trx) => putUpFor(trx, id));
    return runs.length;
  }
}

const putUpFor = async (trx: Transaction<Schema>, runId: RunId): Promise<void> => {
  await limitLocks.execute(trx);
  const { rows } =
    await sql`select from runs where id = ${runId} and shelf is null and status in ('queued', 'running') for no key update`.execute(
      trx,
    );
  if (rows.length === 0) return;
  const shelf = (await countOf(trx)) < shelvesMax ? await newShelf(trx) : commonShelf;
  await sql`update runs set shelf = ${shelf}::integer where id = ${runId}`.execute(trx);
};

const countOf = async (trx: Transaction<Schema>): Promise<number> => {
  const { rows } = await sql<{ shelves: number }>`
    select count(*)::integer as shelves from pg_inherits where inhparent = 'samples'::regclass`.execute(trx);
  return rows[0]?.shelves ?? 0;
};

/** Made first and put in its place then: that holds up no commit, as making it there would. */
const newShelf = async (trx: Transaction<Schema>): Promise<number> => {
  const { rows } = await sql<{ shelf: number }>`select nextval('sample_shelves')::integer as shelf`.execute(trx);
  const { shelf } = rows[0] as { shelf: number };
  await sql`create table ${tableOf(shelf)} (like samples including all)`.execute(trx);
  await sql`alter table samples attach partition ${tableOf(shelf)} for values in (${sql.lit(shelf)})`.execute(trx);
  return shelf;
};

/**
 * Takes a shelf down, with all that is on it.
 * @throws what the database says when commits do not let it for half a second
 */
export const takeDown = async (trx: Transaction<Schema>, shelf: number): Promise<void> => {
  await limitLocks.execute(trx);
  await sql`drop table if exists ${tableOf(shelf)}`.execute(trx);
};
