import { type RunId, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';

export interface AbandonedUpload {
  readonly tenantId: TenantId;
  readonly runId: RunId;
}

/** Uploads whose process has ended: the leader's view, over all tenants. */
export class AbandonedUploadsRepository {
  constructor(private readonly database: Database) {}

  /** Marks those that began so long ago, at most `limit`, so that none of them becomes a run any more. */
  async next(beganMs: number, limit: number): Promise<AbandonedUpload[]> {
    const { rows } = await sql<AbandonedUpload>`
      update item_uploads set abandoned = true where run_id in (
        select run_id from item_uploads where created_at <= now() - make_interval(secs => ${beganMs / 1_000})
        order by created_at limit ${limit} for update skip locked
      ) returning tenant_id, run_id`.execute(this.database.db);
    return rows;
  }

  /** Their objects are gone. */
  async dropped(uploads: readonly AbandonedUpload[]): Promise<void> {
    const runIds = uploads.map(({ runId }) => runId);
    if (runIds.length > 0) await this.database.db.deleteFrom('itemUploads').where('runId', 'in', runIds).execute();
  }
}
