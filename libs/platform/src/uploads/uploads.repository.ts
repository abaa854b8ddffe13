import { type ClipId, EchoError, type RunId, type TenantId } from '@echocohort/shared';
import { type Transaction } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Schema } from '../database/schema.js';

/** What an upload becomes: its objects lie under this id before its row is there. */
export type UploadId = ClipId | RunId;

/**
 * Uploads that are no clips or runs yet. Their objects are written after their row here and before the row that names them, so
 * that whoever is killed in between leaves nothing that nobody knows of.
 */
export class UploadsRepository {
  constructor(private readonly database: TenantDatabase) {}

  async begin(tenantId: TenantId, id: UploadId): Promise<void> {
    await this.database.asTenant(tenantId, (trx) => trx.insertInto('uploads').values({ tenantId, id }).execute());
  }

  /** From now on it cannot become anything. @returns false when it has, or is gone */
  async abandon(tenantId: TenantId, id: UploadId): Promise<boolean> {
    const { numUpdatedRows } = await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('uploads')
        .set({ abandoned: true })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  /** Its objects are gone. */
  async drop(tenantId: TenantId, id: UploadId): Promise<void> {
    await this.database.asTenant(tenantId, (trx) =>
      trx.deleteFrom('uploads').where('tenantId', '=', tenantId).where('id', '=', id).execute(),
    );
  }
}

/**
 * Takes an upload's objects over, in the transaction that stores the row which names them.
 * @throws EchoError `unavailable` when it took so long that it counts as abandoned: its objects are about to go
 */
export const claimUpload = async (trx: Transaction<Schema>, tenantId: TenantId, id: UploadId): Promise<void> => {
  const { numDeletedRows } = await trx
    .deleteFrom('uploads')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('abandoned', '=', false)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new EchoError('unavailable', 'the upload took too long; send it again');
};
