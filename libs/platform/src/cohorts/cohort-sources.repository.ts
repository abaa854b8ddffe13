import { type ClipId, type TenantId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { type Labels, type ReadingStatus } from '../database/stored-values.js';
import { hasLabels } from '../persistence/clips.repository.js';

/** A clip as a cohort looks at it: what its twins take from it, without its frames and outlines. */
export interface SourceFacts {
  readonly clipId: ClipId;
  /** Of its frames, in hex. */
  readonly sha256: string;
  readonly frames: number;
  readonly framesPerSecond: number | null;
  /** Whether the bundle's readers have looked at it: null when nobody has asked them to. */
  readonly reading: ReadingStatus | null;
  /** Why it cannot be used; null when it can, and while it is not read. */
  readonly refusal: string | null;
  /** By the bundle's readers; null where they cannot tell, and while it is not read. */
  readonly efPercent: number | null;
}

/** Clips as sources of cohorts. */
export class CohortSourcesRepository {
  constructor(private readonly database: TenantDatabase) {}

  /** Clips by their ids, and what the bundle with this fingerprint has read in them. Those that the tenant has not are left out. */
  async find(tenantId: TenantId, clipIds: readonly ClipId[], fingerprint: string): Promise<Map<ClipId, SourceFacts>> {
    if (clipIds.length === 0) return new Map();
    const rows = await this.database.asTenant(tenantId, (trx) =>
      factsOfClips(trx, tenantId, fingerprint)
        .where(sql<boolean>`clips.id = any(${[...clipIds]}::text[])`)
        .execute(),
    );
    return byId(rows);
  }

  /** The clips that have all of these labels, the oldest first, at most `limit`. */
  async select(
    tenantId: TenantId,
    labels: Labels,
    fingerprint: string,
    limit: number,
  ): Promise<Map<ClipId, SourceFacts>> {
    const rows = await this.database.asTenant(tenantId, (trx) =>
      factsOfClips(trx, tenantId, fingerprint).where(hasLabels(labels)).orderBy('clips.id').limit(limit).execute(),
    );
    return byId(rows);
  }
}

const byId = (rows: readonly SourceFacts[]): Map<ClipId, SourceFacts> => new Map(rows.map((row) => [row.clipId, row]));

const factsOfClips = (trx: Transaction<Schema>, tenantId: TenantId, fingerprint: string) =>
  trx
    .selectFrom('clips')
    .leftJoin('clipReadings as readings', (join) =>
      join.onRef('readings.clipId', '=', 'clips.id').on('readings.fingerprint', '=', fingerprint),
    )
    .select(['clips.id as clipId', 'clips.sha256', 'clips.frames', 'clips.framesPerSecond'])
    .select(['readings.refusal', 'readings.efPercent'])
    // A reading may be there before its contact sheet is drawn.
    .select(sql<ReadingStatus | null>`case when reading is not null then 'done' else status end`.as('reading'))
    .where('clips.tenantId', '=', tenantId);
