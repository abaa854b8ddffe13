import { limits, type RunId, type TenantId } from '@echocohort/shared';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { type ShelvedRun } from '../persistence/samples.repository.js';
import { commonShelf } from '../shelves/shelves.repository.js';
import { addTallies, efBinPp, efBins, errorBinPp, errorBins, nothingMade, type Tally } from './tally.js';

/** Indices of a run's samples: from the first to before the last. */
interface Slice {
  readonly from: number;
  readonly to: number;
}

interface DueRun extends ShelvedRun, Slice {
  readonly tenantId: TenantId;
}

const indexEnd = 2 ** 31 - 1;

/**
 * What the samples of runs came to. Those of a large run are counted by the leader as they come, in the order of their indices;
 * whoever asks adds the few that are not counted yet. Those of others are few enough to be counted when somebody asks.
 */
export class RunTalliesRepository {
  constructor(private readonly database: Database) {}

  /** Of all samples of a run that have a row by now. */
  find(tenantId: TenantId, run: ShelvedRun): Promise<Tally> {
    return this.database.asTenant(tenantId, async (trx) => {
      const kept = await trx
        .selectFrom('runTallies')
        .select(['countedTo', 'tally'])
        .where('tenantId', '=', tenantId)
        .where('runId', '=', run.id)
        .executeTakeFirst();
      const rest = await tallyOf(trx, run, { from: kept?.countedTo ?? 0, to: indexEnd });
      return addTallies({ ...nothingMade, ...kept?.tally }, rest);
    });
  }

  /**
   * Goes on counting where most is to be counted: at most `rows` samples of each of `runs` runs. Before the first sample of a run
   * that a ticket holds, nothing changes any more.
   * @returns how many runs there were to count
   */
  async advance(runs: number, rows: number): Promise<number> {
    const { rows: due } = await sql<DueRun>`
      select id, shelf, runs.tenant_id, counted.upto as from, least(ended.upto, counted.upto + ${rows}::integer) as to
      from runs left join run_tallies on run_tallies.run_id = runs.id
      cross join lateral (select coalesce(counted_to, 0) as upto) as counted
      cross join lateral (
        select coalesce(min(first), runs.next_index) as upto from tickets where tickets.run_id = runs.id
      ) as ended
      where runs.shelf > 0 and deleted_at is null and counted.upto < ended.upto
      order by counted.upto - ended.upto limit ${runs}`.execute(this.database.db);
    for (const run of due) await this.database.db.transaction().execute((trx) => count(trx, run));
    return due.length;
  }
}

/** Somebody else, who led before, may be at it: a slice is counted once. */
const count = async (trx: Transaction<Schema>, run: DueRun): Promise<void> => {
  await sql`
    insert into run_tallies (run_id, tenant_id) select id, tenant_id from runs where id = ${run.id}
    on conflict do nothing`.execute(trx);
  const kept = await trx
    .selectFrom('runTallies')
    .select('tally')
    .where('runId', '=', run.id)
    .where('countedTo', '=', run.from)
    .forUpdate()
    .executeTakeFirst();
  if (kept === undefined) return;
  const tally = addTallies({ ...nothingMade, ...kept.tally }, await tallyOf(trx, run, run));
  await trx
    .updateTable('runTallies')
    .set({ countedTo: run.to, tally: JSON.stringify(tally) })
    .where('runId', '=', run.id)
    .execute();
};

/** Rows of `slice` by the whole number that an expression comes to; those without are left out. */
const binsOf = (bin: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select coalesce(jsonb_object_agg(bin, samples), '{}') from (
    select ${bin} as bin, count(*)::integer as samples from slice where ${bin} is not null group by 1
  ) as bins)`;

/** What is null stays null: `least` would pass over it. */
const efBin = sql`case when measured is not null then greatest(0, least(${sql.lit(efBins - 1)},
  floor((measured - ${sql.lit(limits.targetEfMinPercent)}) / ${sql.lit(efBinPp)})::integer)) end`;

const errorBin = (reading: 'measured' | 'audit'): RawBuilder<unknown> =>
  sql`case when ${sql.ref(reading)} is not null then
    least(${sql.lit(errorBins - 1)}, floor(abs(${sql.ref(reading)} - target) / ${sql.lit(errorBinPp)})::integer) end`;

const tallyOf = async (
  trx: Transaction<Schema>,
  { id, shelf }: { readonly id: RunId; readonly shelf: number | null },
  { from, to }: Slice,
): Promise<Tally> => {
  const { rows } = await sql<Tally>`
    with slice as materialized (
      select status, accepted, attempts, target_ef_percent as target, measured_ef_percent as measured,
        audit_ef_percent as audit
      from samples
      where shelf = ${shelf ?? commonShelf} and run_id = ${id} and index >= ${from} and index < ${to}
    )
    select count(*) filter (where status = 'succeeded')::integer as made,
      count(*) filter (where accepted)::integer as accepted,
      count(*) filter (where status = 'failed')::integer as failed,
      coalesce(sum(attempts), 0)::double precision as attempts,
      ${binsOf(efBin)} as measured, ${binsOf(errorBin('measured'))} as error, ${binsOf(errorBin('audit'))} as audit_error
    from slice`.execute(trx);
  return rows[0] as Tally;
};
