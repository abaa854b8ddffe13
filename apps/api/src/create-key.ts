import { openDatabase } from '@echocohort/platform';
import { ensureFirstKey } from './auth/ensure-first-key.js';
import { readDatabaseUrl } from './config.js';

/** `node dist/create-key.js [tenant] [name]`: prints a new API key for a tenant, which is made when it is new. */
const [tenant = 'default', name = 'command line'] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl: readDatabaseUrl() });
try {
  const { secret } = await ensureFirstKey(database, { tenant, name });
  process.stdout.write(`${secret}\n`);
} finally {
  await database.close();
}
