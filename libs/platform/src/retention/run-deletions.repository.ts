import { type RunId, type RunKind, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { withdrawWork } from '../dispatch/withdraw-work.js';
import { livingRun } from './living-run.js';

/** How a tenant deletes its runs. What is left of them then is the leader's (`PurgesRepository`). */
export class RunDeletionsRepository {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * From now on nobody finds the run, and nothing more of it is committed: its tickets go. Locks are taken as everywhere: the
   * run, then its tickets.
   * @returns false when the tenant has no such run of that kind
   */
  delete(tenantId: TenantId, runId: RunId, kind: RunKind): Promise<boolean> {
    return this.database.asTenant(tenantId, async (trx) => {
      const run = await trx
        .selectFrom('runs')
        .select('id')
        .where('tenantId', '=', tenantId)
        .where('id', '=', runId)
        .where('kind', '=', kind)
        .where(livingRun)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (run === undefined) return false;
      await trx.selectFrom('tickets').select('id').where('runId', '=', runId).orderBy('id').forUpdate().execute();
      await withdrawWork(trx, runId);
      await trx.deleteFrom('tickets').where('runId', '=', runId).execute();
      await sql`
        update runs set deleted_at = now(), deleted_reason = 'deleted', leftovers = false,
          status = case when finished_at is null then 'cancelled' else status end,
          finished_at = coalesce(finished_at, now())
        where id = ${runId}`.execute(trx);
      const payload = JSON.stringify({ runId });
      await trx.insertInto('outbox').values({ tenantId, topic: 'run.deleted', payload }).execute();
      return true;
    });
  }
}
