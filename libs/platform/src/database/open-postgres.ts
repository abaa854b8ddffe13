import { EchoError } from '@echocohort/shared';
import { Kysely, PostgresDialect, sql, type KyselyPlugin } from 'kysely';
import { Client, Pool, type ClientConfig } from 'pg';
import { type Logger } from 'pino';
import { type Database, type Leadership } from './database.js';
import { expectLatest, migrateToLatest } from './migrate.js';
import { type Schema } from './schema.js';
import { tenantTransactions } from './tenant-transactions.js';

/** Two replicas of the API and a few workers stay below PostgreSQL's default of 100 connections. */
const poolSize = 10;
const statementTimeoutMs = 30_000;
const connectTimeoutMs = 5_000;
/** The key of the dispatcher's advisory lock: "echo" in ASCII. */
const leaderLock = 0x6563686f;
const leaderPingMs = 5_000;
/** A leader that is stopped or cut off pings no more: the server ends its session, and with it the lock. */
const leaderSilentMs = 15_000;

const clientConfig = (databaseUrl: string): ClientConfig => ({
  connectionString: databaseUrl,
  connectionTimeoutMillis: connectTimeoutMs,
  statement_timeout: statementTimeoutMs,
  query_timeout: statementTimeoutMs + connectTimeoutMs,
  idle_in_transaction_session_timeout: statementTimeoutMs,
  keepAlive: true,
  application_name: 'echocohort',
  // Compiling a plan takes longer than any statement here runs.
  options: '-c jit=off',
});

const unavailable = (cause: unknown): EchoError =>
  new EchoError('unavailable', 'the database does not answer', { cause });

/** Without the limits of time: an index of a large table takes as long as it takes, and whoever comes second waits for it. */
export const migratePostgres = async (databaseUrl: string, plugins: KyselyPlugin[]): Promise<string[]> => {
  const unlimited = { statement_timeout: 0, query_timeout: 0, idle_in_transaction_session_timeout: 0 };
  const pool = new Pool({ ...clientConfig(databaseUrl), ...unlimited, max: 1 });
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), plugins });
  try {
    await sql`select 1`.execute(db).catch((error: unknown) => {
      throw unavailable(error);
    });
    return await migrateToLatest(db);
  } finally {
    await db.destroy();
  }
};

/** @throws EchoError `unavailable` when it does not answer or its tables are older than this program */
export const openPostgres = async (
  databaseUrl: string,
  plugins: KyselyPlugin[],
  logger?: Logger,
): Promise<Database> => {
  const pool = new Pool({ ...clientConfig(databaseUrl), max: poolSize });
  // The pool replaces a connection that the server drops, idle ("error") or in the middle of a statement (the client's
  // own "error", which the statement rejects with as well); unheard, either would end the process.
  const lost = (error: Error): void => logger?.warn({ reason: error.message }, 'a database connection was lost');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), plugins });
  const ping = async (): Promise<void> => {
    await sql`select 1`.execute(db).catch((error: unknown) => {
      throw unavailable(error);
    });
  };
  try {
    await ping();
    await expectLatest(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const asTenant = tenantTransactions(pool, plugins);
  return { db, asTenant, kind: 'postgres', ping, tryLead: () => tryLead(databaseUrl), close: () => db.destroy() };
};

/** The lock belongs to a connection of its own: it is free again as soon as this process or its network is gone. */
const tryLead = async (databaseUrl: string): Promise<Leadership | null> => {
  const client = new Client(clientConfig(databaseUrl));
  const lost = new AbortController();
  client.on('error', (error) => {
    lost.abort(error);
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [leaderLock]);
    if (rows[0]?.leads === true) {
      await client.query(`set idle_session_timeout = ${leaderSilentMs}`);
      return keepLeading(client, lost);
    }
    await client.end();
    return null;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unavailable(error);
  }
};

const keepLeading = (client: Client, lost: AbortController): Leadership => {
  const timer = setInterval(() => {
    client.query('select 1').catch((error: unknown) => {
      lost.abort(error);
    });
  }, leaderPingMs);
  timer.unref();
  lost.signal.addEventListener('abort', () => {
    clearInterval(timer);
    client.end().catch(() => undefined);
  });
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      if (!lost.signal.aborted) await client.end();
    },
  };
};
