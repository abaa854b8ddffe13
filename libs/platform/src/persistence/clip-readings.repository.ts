import { type ClipId, type ClipReading, type ReadingFacts, type TenantId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type OutboxTopic, type Schema } from '../database/schema.js';
import { type ReadingStatus, type StoredError } from '../database/stored-values.js';

/** A clip and the bundle that reads it. */
export interface ReadingRef {
  readonly tenantId: TenantId;
  readonly clipId: ClipId;
  readonly fingerprint: string;
}

/** What is known of a clip by one bundle. */
export interface ClipReadingRow {
  readonly clipId: ClipId;
  readonly status: ReadingStatus;
  /** Null until the clip is read. */
  readonly reading: ReadingFacts | null;
  /** Storage key of the contact sheet with outlines; null until it is drawn. */
  readonly sheetKey: string | null;
  /** Why it was given up. */
  readonly error: StoredError | null;
}

/** Of one clip and one bundle. */
type Of = readonly [tenantId: TenantId, clipId: ClipId, fingerprint: string];

/** Readings of clips: at most one for each clip and bundle, and the first one stays. */
export class ClipReadingsRepository {
  constructor(private readonly database: TenantDatabase) {}

  /** The whole reading; null when it is not known yet. */
  async find(...[tenantId, clipId, fingerprint]: Of): Promise<ClipReading | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      readingsOf(trx, tenantId, fingerprint).where('clipId', '=', clipId).select('reading').executeTakeFirst(),
    );
    return row?.reading ?? null;
  }

  /** What is known of some clips by one bundle, without outlines. */
  ofClips(tenantId: TenantId, clipIds: readonly ClipId[], fingerprint: string): Promise<ClipReadingRow[]> {
    if (clipIds.length === 0) return Promise.resolve([]);
    return this.database.asTenant(tenantId, (trx) =>
      readingsOf(trx, tenantId, fingerprint)
        .where('clipId', 'in', [...clipIds])
        .select(['clipId', 'status', 'sheetKey', 'error'])
        .select(sql<ReadingFacts | null>`reading - 'outlines'`.as('reading'))
        .execute(),
    );
  }

  /**
   * Begins a reading that is asked for, and counts it.
   * @returns which attempt this is, from 1; null when there is nothing to do any more
   */
  async begin(...[tenantId, clipId, fingerprint]: Of): Promise<number | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('clipReadings')
        .set({ attempts: sql`attempts + 1` })
        .where('tenantId', '=', tenantId)
        .where('clipId', '=', clipId)
        .where('fingerprint', '=', fingerprint)
        .where('status', '=', 'pending')
        .returning('attempts')
        .executeTakeFirst(),
    );
    return row?.attempts ?? null;
  }

  /**
   * Keeps a reading, whoever made it, as the one of its clip and bundle; its contact sheet may still be missing.
   * @returns the one that is kept: an earlier one, when there is one, so that all samples of a clip follow the same
   */
  async keep({ tenantId, clipId, fingerprint }: ReadingRef, reading: ClipReading): Promise<ClipReading> {
    const statement = sql<{ reading: ClipReading }>`
      insert into clip_readings as held (tenant_id, clip_id, fingerprint, reading)
      values (${tenantId}, ${clipId}, ${fingerprint}, ${JSON.stringify(reading)}::jsonb)
      on conflict (clip_id, fingerprint) do update set
        reading = coalesce(held.reading, excluded.reading),
        status = case when held.reading is null then 'pending' else held.status end,
        attempts = case when held.status = 'failed' and held.reading is null then 0 else held.attempts end
      where held.tenant_id = excluded.tenant_id
      returning reading`;
    const { rows } = await this.database.asTenant(tenantId, (trx) => statement.execute(trx));
    const [kept] = rows;
    if (kept === undefined) throw new Error(`clip ${clipId} is of another tenant`);
    return kept.reading;
  }

  /** Nothing is left to do: the contact sheet is drawn, and an event tells of it. Does nothing without a reading, or again. */
  async finish({ tenantId, clipId, fingerprint }: ReadingRef, sheetKey: string): Promise<void> {
    const topic: OutboxTopic = 'clip.read';
    const statement = sql`
      with done as (
        update clip_readings set status = 'done', sheet_key = ${sheetKey}, error = null, finished_at = now()
        where tenant_id = ${tenantId} and clip_id = ${clipId} and fingerprint = ${fingerprint}
          and reading is not null and status <> 'done'
        returning tenant_id, clip_id, fingerprint, reading -> 'refusal' as refusal
      )
      insert into outbox (tenant_id, topic, payload)
      select tenant_id, ${topic}, jsonb_build_object('clipId', clip_id, 'fingerprint', fingerprint, 'refusal', refusal)
      from done`;
    await this.database.asTenant(tenantId, (trx) => statement.execute(trx));
  }

  /** It is given up, and why. One that somebody has finished meanwhile stays as it is. */
  async fail({ tenantId, clipId, fingerprint }: ReadingRef, error: StoredError): Promise<void> {
    await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('clipReadings')
        .set({ status: 'failed', error: JSON.stringify(error), finishedAt: sql<Date>`now()` })
        .where('tenantId', '=', tenantId)
        .where('clipId', '=', clipId)
        .where('fingerprint', '=', fingerprint)
        .where('status', '=', 'pending')
        .execute(),
    );
  }
}

const readingsOf = (trx: Transaction<Schema>, tenantId: TenantId, fingerprint: string) =>
  trx.selectFrom('clipReadings').where('tenantId', '=', tenantId).where('fingerprint', '=', fingerprint);
