import { type TenantId } from '@echocohort/shared';
import { type Kysely, type Transaction } from 'kysely';
import { type Schema } from './schema.js';

/** The right to dispatch. `lost` aborts when the right is gone without having been released. */
export interface Leadership {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * The database as requests of tenants see it. Repositories that serve them take no more than this, so that no query of
 * theirs gets past the second wall: the server itself keeps a tenant's transaction from the rows of others.
 */
export interface TenantDatabase {
  readonly kind: 'postgres' | 'pglite';
  /**
   * Does `work` in a transaction of that tenant, which is committed unless it throws. Inside it use `trx`, and nothing else
   * of the database.
   * @returns what `work` returns
   */
  asTenant<T>(tenantId: TenantId, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** @throws EchoError `unavailable` when the database does not answer */
  ping(): Promise<void>;
}

/**
 * The whole of an open database with its tables up to date, over all tenants: for the leader, for commits, and for finding
 * out who somebody is. Inside a transaction use the transaction, never `db`.
 */
export interface Database extends TenantDatabase {
  readonly db: Kysely<Schema>;
  /** Null when another process leads. */
  tryLead(): Promise<Leadership | null>;
  close(): Promise<void>;
}
