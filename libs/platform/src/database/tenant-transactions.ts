import { type TenantId } from '@echocohort/shared';
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type Driver,
  type KyselyPlugin,
} from 'kysely';
import { escapeLiteral, type Pool } from 'pg';
import { type TenantDatabase } from './database.js';
import { type Schema } from './schema.js';
import { tenantRole, tenantSetting } from './tenant-role.js';

/** Begins the transactions of one tenant: to begin and to become the tenant are one round trip. */
class TenantDriver extends PostgresDriver {
  constructor(
    pool: Pool,
    private readonly tenantId: TenantId,
  ) {
    super({ pool });
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const become = `set local role ${tenantRole}; set local ${tenantSetting} = ${escapeLiteral(this.tenantId)}`;
    try {
      await connection.executeQuery(CompiledQuery.raw(`begin; ${become}`));
    } catch (error) {
      // The pool would hand out the connection with what has begun on it.
      await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
      throw error;
    }
  }
}

class TenantDialect extends PostgresDialect {
  constructor(
    private readonly pool: Pool,
    private readonly tenantId: TenantId,
  ) {
    super({ pool });
  }

  override createDriver(): Driver {
    return new TenantDriver(this.pool, this.tenantId);
  }
}

/** `asTenant` on the connections of a pool. A Kysely is little more than its dialect: one is made for each transaction. */
export const tenantTransactions =
  (pool: Pool, plugins: KyselyPlugin[]): TenantDatabase['asTenant'] =>
  (tenantId, work) =>
    new Kysely<Schema>({ dialect: new TenantDialect(pool, tenantId), plugins }).transaction().execute(work);
