import { newTenantId, type TenantId } from '@echocohort/shared';
import { type Database } from '../database/database.js';

export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
  /** Share of the devices beside other tenants, a positive whole number. */
  readonly weight: number;
}

export class TenantsRepository {
  constructor(private readonly database: Database) {}

  /** The tenant of that name, made now if there is none. Safe to call at once from many processes. */
  async ensure(name: string): Promise<Tenant> {
    const { db } = this.database;
    await db
      .insertInto('tenants')
      .values({ id: newTenantId(), name })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    return db.selectFrom('tenants').select(['id', 'name', 'weight']).where('name', '=', name).executeTakeFirstOrThrow();
  }
}
