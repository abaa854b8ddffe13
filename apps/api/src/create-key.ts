import { parseArgs } from 'node:util';
import { openDatabase } from '@echocohort/platform';
import { scopes, tenantScopes } from '@echocohort/shared';
import { z } from 'zod';
import { ensureFirstKey } from './auth/ensure-first-key.js';
import { readDatabaseUrl } from './config.js';

/**
 * `node dist/create-key.js [--scopes read,write,admin] [tenant] [name]`: prints a new API key for a tenant, which is made when
 * it is new. `--scopes platform` makes a key that administers all tenants; the API itself makes none.
 */
const { values, positionals } = parseArgs({
  options: { scopes: { type: 'string', default: tenantScopes.join(',') } },
  allowPositionals: true,
});
const [tenant = 'default', name = 'command line'] = positionals;
const wanted = z.array(z.enum(scopes)).safeParse(values.scopes.split(','));
if (!wanted.success) {
  process.stderr.write(`--scopes: expected some of ${scopes.join(',')}\n`);
  process.exit(1);
}
const database = await openDatabase({ databaseUrl: readDatabaseUrl() });
try {
  const { secret } = await ensureFirstKey(database, { tenant, name, scopes: wanted.data });
  process.stdout.write(`${secret}\n`);
} finally {
  await database.close();
}
