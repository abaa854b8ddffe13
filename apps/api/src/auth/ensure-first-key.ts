import { ApiKeysRepository, type Database, TenantsRepository } from '@echocohort/platform';
import { type Scope, scopes as allScopes } from '@echocohort/shared';

/**
 * An API key to begin with, of all scopes unless told otherwise. Only hashes of keys are stored, so whoever starts the system
 * keeps the secret and hands it in again, which gets the scopes that it lacks; a secret that no longer works, or none, gets a
 * new key.
 */
export const ensureFirstKey = async (
  database: Database,
  options: { secret?: string | undefined; tenant?: string; name?: string; scopes?: readonly Scope[] } = {},
): Promise<{ secret: string; created: boolean }> => {
  const { secret: kept, tenant = 'default', name = 'first key', scopes = allScopes } = options;
  const keys = new ApiKeysRepository(database);
  const known = kept === undefined ? null : await keys.authenticate(kept);
  if (kept !== undefined && known !== null) {
    await keys.grant(known.apiKeyId, scopes);
    return { secret: kept, created: false };
  }
  const { id } = await new TenantsRepository(database).ensure(tenant);
  const { secret } = await keys.create(id, { name, scopes });
  return { secret, created: true };
};
