import { EchoError, type RunId, type TenantId } from '@echocohort/shared';
import { type Transaction } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Schema } from '../database/schema.js';

/** The items of a run that is to be: stored under this id, so many bytes. */
export interface ItemUpload {
  readonly runId: RunId;
  readonly bytes: number;
}

/**
 * Uploads of items that are not runs yet. An object is written after its row here and before the row of its run, so that whoever
 * is killed in between leaves nothing that nobody knows of.
 */
export class ItemUploadsRepository {
  constructor(private readonly database: TenantDatabase) {}

  async begin(tenantId: TenantId, runId: RunId): Promise<void> {
    await this.database.asTenant(tenantId, (trx) =>
      trx.insertInto('itemUploads').values({ tenantId, runId }).execute(),
    );
  }

  /** From now on it cannot become a run. @returns false when it has become one, or is gone */
  async abandon(tenantId: TenantId, runId: RunId): Promise<boolean> {
    const { numUpdatedRows } = await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('itemUploads')
        .set({ abandoned: true })
        .where('tenantId', '=', tenantId)
        .where('runId', '=', runId)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  /** Its object is gone. */
  async drop(tenantId: TenantId, runId: RunId): Promise<void> {
    await this.database.asTenant(tenantId, (trx) =>
      trx.deleteFrom('itemUploads').where('tenantId', '=', tenantId).where('runId', '=', runId).execute(),
    );
  }
}

/**
 * Makes an upload its run's, in the transaction that stores the run.
 * @throws EchoError `unavailable` when it took so long that it counts as abandoned: its object is about to go
 */
export const claimUpload = async (
  trx: Transaction<Schema>,
  tenantId: TenantId,
  { runId, bytes }: ItemUpload,
): Promise<void> => {
  const { numDeletedRows } = await trx
    .deleteFrom('itemUploads')
    .where('tenantId', '=', tenantId)
    .where('runId', '=', runId)
    .where('abandoned', '=', false)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new EchoError('unavailable', 'the upload took too long; send it again');
  await trx.insertInto('usageEntries').values({ tenantId, uploads: 1, bytes }).execute();
};
