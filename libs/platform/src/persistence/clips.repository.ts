import { type ClipId, type TenantId } from '@echocohort/shared';
import { type Database } from './database.js';
import { type ClipRow, type NewClip, type Page } from './rows.js';

export class ClipsRepository {
  constructor(private readonly database: Database) {}

  insert(tenantId: TenantId, clip: NewClip): Promise<ClipRow> {
    return this.database.db
      .insertInto('clips')
      .values({ ...clip, tenantId, sector: JSON.stringify(clip.sector), view: JSON.stringify(clip.view) })
      .returningAll()
      .executeTakeFirstOrThrow();
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
