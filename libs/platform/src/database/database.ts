import { type Kysely } from 'kysely';
import { type Schema } from './schema.js';

/** The right to dispatch. `lost` aborts when the right is gone without having been released. */
export interface Leadership {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** An open database with its tables up to date. Inside a transaction use the transaction, never `db`. */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly kind: 'postgres' | 'pglite';
  /** @throws EchoError `unavailable` when the database does not answer */
  ping(): Promise<void>;
  /** Null when another process leads. */
  tryLead(): Promise<Leadership | null>;
  close(): Promise<void>;
}
