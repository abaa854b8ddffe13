import { EchoError, newTenantId, type TenantId } from '@echocohort/shared';
import { type Selectable } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { type Page } from '../persistence/page.js';
import { capColumns, capsOf, tenantColumns, type CapsChange, type TenantCaps } from './tenant-caps.js';

export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
  /** Share of the devices beside other tenants, a positive whole number. */
  readonly weight: number;
  readonly caps: TenantCaps;
  /** How long after their end runs are deleted that name no time of their own; null keeps them. */
  readonly expiresAfterSeconds: number | null;
  /** Null for one that is not suspended. */
  readonly suspendedReason: string | null;
  readonly createdAt: Date;
}

export interface TenantChange {
  readonly weight?: number | undefined;
  readonly caps?: CapsChange | undefined;
  /** Of runs to come. */
  readonly expiresAfterSeconds?: number | null | undefined;
  /** Suspends him; null lets him go on. */
  readonly suspendedReason?: string | null | undefined;
}

/** Of all tenants: for who administers the platform. */
export class TenantsRepository {
  constructor(private readonly database: Database) {}

  /** The tenant of that name, made now if there is none. Safe to call at once from many processes. */
  async ensure(name: string): Promise<Tenant> {
    const { db } = this.database;
    await this.insert(name, {});
    const query = db.selectFrom('tenants').select(tenantColumns).where('name', '=', name);
    return tenantOf(await query.executeTakeFirstOrThrow());
  }

  /** @throws EchoError `conflict` when there is one of that name */
  async create(name: string, change: TenantChange): Promise<Tenant> {
    const made = await this.insert(name, change);
    if (!made) throw new EchoError('conflict', `There is a tenant of the name ${name}`);
    return made;
  }

  /** Newest first. */
  async list({ after, limit }: Page<TenantId>): Promise<Tenant[]> {
    const rows = await this.database.db
      .selectFrom('tenants')
      .select(tenantColumns)
      .$if(after !== undefined, (query) => query.where('id', '<', after as TenantId))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(tenantOf);
  }

  async find(id: TenantId): Promise<Tenant | null> {
    const row = await this.database.db
      .selectFrom('tenants')
      .select(tenantColumns)
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? tenantOf(row) : null;
  }

  /** What the change leaves out stays. @returns the tenant as it is now; null when there is none */
  async update(id: TenantId, change: TenantChange): Promise<Tenant | null> {
    const columns = columnsOf(change);
    if (Object.keys(columns).length === 0) return this.find(id);
    const row = await this.database.db
      .updateTable('tenants')
      .set(columns)
      .where('id', '=', id)
      .returning(tenantColumns)
      .executeTakeFirst();
    return row ? tenantOf(row) : null;
  }

  private async insert(name: string, change: TenantChange): Promise<Tenant | null> {
    const row = await this.database.db
      .insertInto('tenants')
      .values({ id: newTenantId(), name, ...columnsOf(change) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning(tenantColumns)
      .executeTakeFirst();
    return row ? tenantOf(row) : null;
  }
}

const tenantOf = (row: Pick<Selectable<Schema['tenants']>, (typeof tenantColumns)[number]>): Tenant => {
  const { id, name, weight, expiresAfterSeconds, suspendedReason, createdAt } = row;
  return { id, name, weight, expiresAfterSeconds, suspendedReason, createdAt, caps: capsOf(row) };
};

const columnsOf = ({ weight, caps = {}, expiresAfterSeconds, suspendedReason }: TenantChange) => ({
  ...(weight !== undefined && { weight }),
  ...(expiresAfterSeconds !== undefined && { expiresAfterSeconds }),
  ...(suspendedReason !== undefined && { suspendedReason }),
  ...capColumns(caps),
});
