import { type ClipId, type TenantId } from '@echocohort/shared';
import { sql, type RawBuilder } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Box, type Labels, type Sector } from '../database/stored-values.js';
import { type Page } from './page.js';
import { claimUpload } from '../uploads/uploads.repository.js';

export interface NewClip {
  readonly id: ClipId;
  readonly originalName: string;
  readonly format: string;
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly framesPerSecond: number | null;
  /** Storage key of frames.npy, uint8 [frames, height, width]. */
  readonly framesKey: string;
  readonly sheetKey: string;
  /** SHA-256 of frames.npy in lower-case hex. */
  readonly sha256: string;
  readonly sector: Sector;
  /** What a model looks at, in px of the stored frames. */
  readonly view: Box;
  readonly labels?: Labels;
}

export interface ClipRow extends NewClip {
  readonly tenantId: TenantId;
  readonly labels: Labels;
  readonly createdAt: Date;
}

/** Of clips that have each of these labels with this value, whatever others they have. */
export const hasLabels = (labels: Labels): RawBuilder<boolean> =>
  sql<boolean>`clips.labels @> ${JSON.stringify(labels)}::jsonb`;

const jsonColumns = ({ sector, view, labels = {} }: NewClip) => ({
  sector: JSON.stringify(sector),
  view: JSON.stringify(view),
  labels: JSON.stringify(labels),
});

export class ClipsRepository {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Stores a clip, counts it as used, and asks for its reading by each of the bundles with these fingerprints.
   * @param isUpload whether it was begun as one
   * @throws EchoError `unavailable` when such an upload took too long
   */
  insert(
    tenantId: TenantId,
    clip: NewClip,
    fingerprints: readonly string[],
    { isUpload = false } = {},
  ): Promise<ClipRow> {
    return this.database.asTenant(tenantId, async (trx) => {
      if (isUpload) await claimUpload(trx, tenantId, clip.id);
      const row = await trx
        .insertInto('clips')
        .values({ ...clip, tenantId, ...jsonColumns(clip) })
        .returningAll()
        .executeTakeFirstOrThrow();
      const readings = fingerprints.map((fingerprint) => ({ tenantId, clipId: clip.id, fingerprint }));
      const bytes = clip.frames * clip.height * clip.width;
      await trx.insertInto('usageEntries').values({ tenantId, uploads: 1, bytes }).execute();
      if (readings.length > 0) await trx.insertInto('clipReadings').values(readings).execute();
      return row;
    });
  }

  async find(tenantId: TenantId, clipId: ClipId): Promise<ClipRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx.selectFrom('clips').selectAll().where('tenantId', '=', tenantId).where('id', '=', clipId).executeTakeFirst(),
    );
    return row ?? null;
  }

  /** @returns the clip as it is now; null when the tenant has no such clip */
  changeLabels(tenantId: TenantId, clipId: ClipId, change: (labels: Labels) => Labels): Promise<ClipRow | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      const ofTenant = { tenantId, id: clipId };
      const found = trx
        .selectFrom('clips')
        .select('labels')
        .where((row) => row.and(ofTenant));
      const clip = await found.forNoKeyUpdate().executeTakeFirst();
      if (!clip) return null;
      return trx
        .updateTable('clips')
        .set({ labels: JSON.stringify(change(clip.labels)) })
        .where((row) => row.and(ofTenant))
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  /** Newest first; of those that have all of these labels. */
  list(tenantId: TenantId, { after, limit }: Page<ClipId>, labels: Labels = {}): Promise<ClipRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('clips')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .$if(Object.keys(labels).length > 0, (query) => query.where(hasLabels(labels)))
        .$if(after !== undefined, (query) => query.where('id', '<', after as ClipId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }
}
