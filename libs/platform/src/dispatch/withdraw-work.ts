import { type RunId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type Schema } from '../database/schema.js';

/**
 * Notes, before a run's tickets go or rest, what they have not made: the leader does not take it for made then. Nothing for a run
 * that is paused already.
 */
export const withdrawWork = async (trx: Transaction<Schema>, runId: RunId): Promise<void> => {
  await sql`
    insert into withdrawals (tenant_id, fingerprint, lane, work)
    select tickets.tenant_id, tickets.fingerprint, tickets.lane, sum(remaining * work_per_sample)
    from tickets join runs on runs.id = tickets.run_id
    where tickets.run_id = ${runId} and not paused group by 1, 2, 3`.execute(trx);
};
