import { type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { type UploadId } from './uploads.repository.js';

export interface AbandonedUpload {
  readonly tenantId: TenantId;
  readonly id: UploadId;
}

/** Uploads whose process has ended: the leader's view, over all tenants. */
export class AbandonedUploadsRepository {
  constructor(private readonly database: Database) {}

  /** Marks those that began so long ago, at most `limit`, so that none of them becomes anything any more. */
  async next(beganMs: number, limit: number): Promise<AbandonedUpload[]> {
    const { rows } = await sql<AbandonedUpload>`
      update uploads set abandoned = true where id in (
        select id from uploads where created_at <= now() - make_interval(secs => ${beganMs / 1_000})
        order by created_at limit ${limit} for update skip locked
      ) returning tenant_id, id`.execute(this.database.db);
    return rows;
  }

  /** Their objects are gone. */
  async dropped(uploads: readonly AbandonedUpload[]): Promise<void> {
    const ids = uploads.map(({ id }) => id);
    if (ids.length > 0) await this.database.db.deleteFrom('uploads').where('id', 'in', ids).execute();
  }
}
