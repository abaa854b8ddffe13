import { type RunId, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { commonShelf } from '../shelves/shelves.repository.js';
import { takeOfRow } from '../persistence/take-of-row.js';

/** A run that was over with so many samples. One that is extended has more of them, and is another to whoever sweeps. */
export interface EndedRun {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly samplesTotal: number;
  readonly shelf: number | null;
}

/** Runs that may have objects which no row names: the leader's view, over all tenants. */
export class LeftoversRepository {
  constructor(private readonly database: Database) {}

  /** The run that has been over for the longest time, and for `overForMs` at least; null without one. */
  async next(overForMs: number): Promise<EndedRun | null> {
    const row = await this.database.db
      .selectFrom('runs')
      .select(['id as runId', 'tenantId', 'samplesTotal', 'shelf'])
      .where(sql<boolean>`leftovers`)
      .where('finishedAt', '<=', sql<Date>`now() - make_interval(secs => ${overForMs / 1_000})`)
      .orderBy('finishedAt')
      .limit(1)
      .executeTakeFirst();
    return row ?? null;
  }

  /** The takes that rows of some of a run's samples name, by index; none for a sample without files. */
  async takesOf({ runId, shelf }: EndedRun, indices: readonly number[]): Promise<Map<number, string>> {
    if (indices.length === 0) return new Map();
    const rows = await this.database.db
      .selectFrom('samples')
      .select(['index', takeOfRow.as('take')])
      .where('shelf', '=', shelf ?? commonShelf)
      .where('runId', '=', runId)
      .where('index', 'in', [...new Set(indices)])
      .execute();
    return new Map(rows.flatMap(({ index, take }) => (take === null ? [] : [[index, take] as const])));
  }

  /** Whether nobody has made it go on: nothing new is stored for it. */
  async isStillOver({ runId, samplesTotal }: EndedRun): Promise<boolean> {
    const run = await this.database.db
      .selectFrom('runs')
      .select('id')
      .where('id', '=', runId)
      .where('samplesTotal', '=', samplesTotal)
      .where('finishedAt', 'is not', null)
      .executeTakeFirst();
    return run !== undefined;
  }

  /** Nothing of the run is left that no row names. */
  async done({ runId, samplesTotal }: EndedRun): Promise<void> {
    await this.database.db
      .updateTable('runs')
      .set({ leftovers: false })
      .where('id', '=', runId)
      .where('samplesTotal', '=', samplesTotal)
      .execute();
  }
}
