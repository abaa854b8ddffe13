import { type ClipId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { type ReadingRef } from '../persistence/clip-readings.repository.js';

/** Readings that are asked for and not done: the leader's view, over all tenants. */
export class PendingReadingsRepository {
  constructor(private readonly database: Database) {}

  /**
   * At most `limit` of them for the given bundles: the oldest of every tenant, then the second oldest, so that one tenant's
   * thousand uploads never hide another's.
   */
  async list(fingerprints: readonly string[], limit: number): Promise<ReadingRef[]> {
    const { rows } = await sql<ReadingRef>`
      select tenants.id as tenant_id, ranked.clip_id, offered.fingerprint
      from tenants cross join unnest(${[...fingerprints]}::text[]) as offered (fingerprint)
      cross join lateral (
        select oldest.clip_id, oldest.created_at, row_number() over (order by oldest.created_at) as place
        from (
          select clip_id, created_at from clip_readings
          where status = 'pending' and fingerprint = offered.fingerprint and tenant_id = tenants.id
          order by created_at limit ${limit}
        ) as oldest
      ) as ranked
      order by ranked.place, ranked.created_at
      limit ${limit}`.execute(this.database.db);
    return rows;
  }

  /**
   * Asks for readings by a bundle that is new to older clips: looks at the `clips` newest ones before `before` (all when
   * null) and asks for at most `limit`.
   * @returns how many were asked for, and where to go on; null when there is no clip left
   */
  async addMissing(
    fingerprint: string,
    before: ClipId | null,
    { clips, limit }: { clips: number; limit: number },
  ): Promise<{ added: number; next: ClipId | null }> {
    const { rows } = await sql<{ looked: number; lastLooked: ClipId | null; added: number; lastAdded: ClipId | null }>`
      with page as (
        select id, tenant_id from clips where ${before}::text is null or id < ${before}::text
        order by id desc limit ${clips}
      ),
      missing as (
        select id, tenant_id from page
        where not exists (
          select from clip_readings where clip_readings.clip_id = page.id and fingerprint = ${fingerprint}::text
        )
        order by id desc limit ${limit}
      ),
      added as (
        insert into clip_readings (tenant_id, clip_id, fingerprint)
        select tenant_id, id, ${fingerprint}::text from missing
        on conflict do nothing
      )
      select (select count(*)::integer from page) as looked, (select min(id) from page) as last_looked,
        (select count(*)::integer from missing) as added, (select min(id) from missing) as last_added`.execute(
      this.database.db,
    );
    const { looked = 0, lastLooked = null, added = 0, lastAdded = null } = rows[0] ?? {};
    if (added === limit) return { added, next: lastAdded };
    return { added, next: looked < clips ? null : lastLooked };
  }
}
