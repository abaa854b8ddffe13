import { type EchoEvent, type EventKind, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';

export interface EventRow extends EchoEvent {
  readonly sequence: number;
}

/** Of all tenants' events: the newest number, and the newest of those that were deleted by age. */
export interface EventHead {
  readonly last: number;
  readonly expired: number;
}

export interface EventRange {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
  /** All, when left out. */
  readonly kinds?: readonly EventKind[] | undefined;
}

/** Published events, in the order of their numbers, which is the order in which they became visible. */
export class EventsRepository {
  constructor(private readonly database: Database) {}

  async head(): Promise<EventHead> {
    const { rows } = await sql<EventHead>`
      select last::double precision as last, expired::double precision as expired from event_head`.execute(
      this.database.db,
    );
    return rows[0] as EventHead;
  }

  /** Oldest first. */
  async list(tenantId: TenantId, { after, upTo, limit, kinds }: EventRange): Promise<EventRow[]> {
    const ofKinds = kinds === undefined ? sql`true` : sql`kind = any(${[...kinds]}::text[])`;
    const query = sql<EventRow>`
      select sequence::double precision as sequence, kind, subject_id, data, at from events
      where tenant_id = ${tenantId} and sequence > ${after}::bigint and sequence <= ${upTo}::bigint and ${ofKinds}
      order by sequence limit ${limit}`;
    return (await this.database.asTenant(tenantId, (trx) => query.execute(trx))).rows;
  }

  /** Which tenants have events after that number, and the newest of each. */
  async newest(after: number): Promise<{ tenantId: TenantId; sequence: number }[]> {
    const { rows } = await sql<{ tenantId: TenantId; sequence: number }>`
      select tenant_id, max(sequence)::double precision as sequence from events
      where sequence > ${after}::bigint group by tenant_id`.execute(this.database.db);
    return rows;
  }
}
