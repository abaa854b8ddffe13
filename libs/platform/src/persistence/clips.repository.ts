import { type ClipId, type TenantId } from '@echocohort/shared';
import { type Database } from '../database/database.js';
import { type ClipRow, type NewClip, type Page } from './rows.js';

export class ClipsRepository {
  constructor(private readonly database: Database) {}

  /** Stores a clip, and asks for its reading by each of the bundles with these fingerprints. */
  insert(tenantId: TenantId, clip: NewClip, fingerprints: readonly string[]): Promise<ClipRow> {
    return this.database.db.transaction().execute(async (trx) => {
      const row = await trx
        .insertInto('clips')
        .values({ ...clip, tenantId, sector: JSON.stringify(clip.sector), view: JSON.stringify(clip.view) })
        .returningAll()
        .executeTakeFirstOrThrow();
      const readings = fingerprints.map((fingerprint) => ({ tenantId, clipId: clip.id, fingerprint }));
      if (readings.length > 0) await trx.insertInto('clipReadings').values(readings).execute();
      return row;
    });
  }

  async find(tenantId: TenantId, clipId: ClipId): Promise<ClipRow | null> {
    const row = await this.database.db
      .selectFrom('clips')
      .selectAll()
      .where('tenantId', '=', tenantId)
      .where('id', '=', clipId)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: Page<ClipId>): Promise<ClipRow[]> {
    return this.database.db
      .selectFrom('clips')
      .selectAll()
      .where('tenantId', '=', tenantId)
      .$if(after !== undefined, (query) => query.where('id', '<', after as ClipId))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }
}
