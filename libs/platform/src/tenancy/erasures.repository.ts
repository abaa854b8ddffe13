import { type RunId, type TenantId, type TicketId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { commonShelf, takeDown } from '../shelves/shelves.repository.js';
import { type TicketQueueRef } from '../queue/ticket-queue.js';
import { erasedTables, ofTenant } from './tenant-tables.js';

/** The end of a tenant: what has gone so far. */
export interface Erasure {
  readonly tenantId: TenantId;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  /** Deleted from the storage. */
  readonly objects: number;
  /** Deleted, by their tables. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Samples on shelves of their own go with these. */
const leftOf = (table: string, tenantId: TenantId) =>
  table === 'samples'
    ? sql`shelf = ${commonShelf}::integer and ${ofTenant(table, tenantId)}`
    : ofTenant(table, tenantId);

/** Deletes all that a tenant has in the database, piece by piece: the leader's view. Any piece may be the last of its process. */
export class ErasuresRepository {
  constructor(private readonly database: Database) {}

  /** Suspends a tenant and remembers that it is to go. Asking again changes nothing. @returns null when there is no such tenant */
  request(tenantId: TenantId): Promise<Erasure | null> {
    return this.database.db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('tenants')
        .set({ suspendedReason: 'it is being erased' })
        .where('id', '=', tenantId)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return null;
      await sql`insert into erasures (tenant_id) values (${tenantId}) on conflict do nothing`.execute(trx);
      return find.execute(trx, tenantId);
    });
  }

  find(tenantId: TenantId): Promise<Erasure | null> {
    return find.execute(this.database.db, tenantId);
  }

  /** The oldest that is not finished, and how long ago it was asked for. */
  async next(): Promise<{ tenantId: TenantId; ageMs: number } | null> {
    const { rows } = await sql<{ tenantId: TenantId; ageMs: number }>`
      select tenant_id, extract(epoch from now() - requested_at)::double precision * 1000 as age_ms
      from erasures where finished_at is null order by requested_at limit 1`.execute(this.database.db);
    return rows[0] ?? null;
  }

  /** Ends its runs and takes their tickets away, so that nothing more of it is committed. @returns the tickets that were queued */
  stop(tenantId: TenantId): Promise<(TicketQueueRef & { ticketId: TicketId; epoch: number })[]> {
    return this.database.db.transaction().execute(async (trx) => {
      // Runs before tickets, by their ids, as every transaction takes them.
      await sql`
        select from runs where tenant_id = ${tenantId} and status in ('queued', 'running') order by id for no key update`.execute(
        trx,
      );
      await sql`select from tickets where tenant_id = ${tenantId} order by run_id, id for update`.execute(trx);
      await sql`
        update runs set status = 'cancelled', finished_at = now()
        where tenant_id = ${tenantId} and status in ('queued', 'running')`.execute(trx);
      const { rows } = await sql<TicketQueueRef & { ticketId: TicketId; epoch: number }>`
        delete from tickets where tenant_id = ${tenantId} returning id as ticket_id, epoch, fingerprint, lane`.execute(
        trx,
      );
      await count(trx, tenantId, 'tickets', rows.length);
      return rows;
    });
  }

  async countObjects(tenantId: TenantId, objects: number): Promise<void> {
    await sql`update erasures set objects = objects + ${objects}::integer where tenant_id = ${tenantId}`.execute(
      this.database.db,
    );
  }

  /** Deletes at most `limit` rows of one table. @returns how many; 0 when the tenant has none left anywhere */
  async eraseRows(tenantId: TenantId, limit: number): Promise<number> {
    const shelved = await this.eraseShelf(tenantId);
    if (shelved > 0) return shelved;
    for (const table of erasedTables) {
      const erased = await this.database.db.transaction().execute(async (trx) => {
        const { numAffectedRows = 0n } = await sql`
          delete from ${sql.table(table)} where (tableoid, ctid) in (
            select tableoid, ctid from ${sql.table(table)} where ${leftOf(table, tenantId)} limit ${limit})`.execute(
          trx,
        );
        await count(trx, tenantId, table, Number(numAffectedRows));
        return Number(numAffectedRows);
      });
      if (erased > 0) return erased;
    }
    return 0;
  }

  /** Takes down the shelf of one of the tenant's large runs. @returns the rows that were on it, 1 at least; 0 without one */
  private eraseShelf(tenantId: TenantId): Promise<number> {
    return this.database.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ id: RunId; shelf: number }>`
        select id, shelf from runs where tenant_id = ${tenantId} and shelf > ${commonShelf}::integer limit 1`.execute(
        trx,
      );
      const [run] = rows;
      if (run === undefined) return 0;
      const { rows: counted } = await sql<{ samples: number }>`
        select count(*)::integer as samples from samples where shelf = ${run.shelf}`.execute(trx);
      const samples = counted[0]?.samples ?? 0;
      await takeDown(trx, run.shelf);
      await sql`update runs set shelf = ${commonShelf}::integer where id = ${run.id}`.execute(trx);
      await count(trx, tenantId, 'samples', samples);
      return Math.max(1, samples);
    });
  }

  /** @throws what the database says where something of the tenant has come meanwhile: `eraseRows` finds it */
  async finish(tenantId: TenantId): Promise<void> {
    await this.database.db.transaction().execute(async (trx) => {
      await sql`delete from tenants where id = ${tenantId}`.execute(trx);
      await sql`update erasures set finished_at = now() where tenant_id = ${tenantId}`.execute(trx);
    });
  }
}

type Executor = Parameters<ReturnType<typeof sql>['execute']>[0];

const find = {
  async execute(db: Executor, tenantId: TenantId): Promise<Erasure | null> {
    const { rows } = await sql<Erasure>`
      select tenant_id, requested_at, finished_at, objects::double precision as objects, rows
      from erasures where tenant_id = ${tenantId}`.execute(db);
    return rows[0] ?? null;
  },
};

const count = async (db: Executor, tenantId: TenantId, table: string, erased: number): Promise<void> => {
  if (erased === 0) return;
  await sql`
    update erasures set rows = rows || jsonb_build_object(${table}::text, coalesce((rows ->> ${table}::text)::bigint, 0) + ${erased}::integer)
    where tenant_id = ${tenantId}`.execute(db);
};
