import { ApiKeysRepository, type Database, TenantsRepository } from '@echocohort/platform';

/**
 * An API key to begin with. Only hashes of keys are stored, so whoever starts the system keeps the secret and hands it
 * in again; a secret that no longer works, or none, gets a new key.
 */
export const ensureFirstKey = async (
  database: Database,
  options: { secret?: string | undefined; tenant?: string; name?: string } = {},
): Promise<{ secret: string; created: boolean }> => {
  const keys = new ApiKeysRepository(database);
  if (options.secret !== undefined && (await keys.authenticate(options.secret)) !== null)
    return { secret: options.secret, created: false };
  const tenant = await new TenantsRepository(database).ensure(options.tenant ?? 'default');
  const { secret } = await keys.create(tenant.id, options.name ?? 'first key');
  return { secret, created: true };
};
