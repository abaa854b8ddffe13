import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql, type KyselyPlugin } from 'kysely';
import { type Logger } from 'pino';
import { type Database, type Leadership } from './database.js';
import { lockFolder } from './folder-lock.js';
import { migrateToLatest } from './migrate.js';
import { type Schema } from './schema.js';
import { tenantRole, tenantSetting } from './tenant-role.js';

/**
 * PGlite in `<dir>/data`, held by a lock file beside it: PGlite itself lets a second process in, and then either
 * may lose commits that it has acknowledged.
 */
export const openPglite = async (dir: string, plugins: KyselyPlugin[], logger?: Logger): Promise<Database> => {
  await mkdir(dir, { recursive: true });
  const unlock = await lockFolder(dir);
  try {
    const pglite = await PGlite.create({ dataDir: join(dir, 'data'), relaxedDurability: true });
    logger?.info({ dir }, 'embedded database: durability is relaxed, a power cut may lose the last moments');
    const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }), plugins });
    await migrateToLatest(db);
    const asTenant: Database['asTenant'] = (tenantId, work) =>
      db.transaction().execute(async (trx) => {
        await sql`
          select set_config('role', ${tenantRole}, true), set_config(${tenantSetting}, ${tenantId}, true)`.execute(trx);
        return work(trx);
      });
    const ping = async (): Promise<void> => {
      await sql`select 1`.execute(db);
    };
    const close = async (): Promise<void> => {
      await db.destroy();
      await unlock();
    };
    return { db, asTenant, kind: 'pglite', ping, tryLead: () => Promise.resolve(leadAlone()), close };
  } catch (error) {
    await unlock();
    throw error;
  }
};

/** One process has the folder, so it always leads and nobody can take that from it. */
const leadAlone = (): Leadership => ({ lost: new AbortController().signal, release: () => Promise.resolve() });
