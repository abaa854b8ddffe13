import { TenantsRepository } from '@echocohort/platform';
import { type TenantId } from '@echocohort/shared';
import { createKey, type System } from '../system/system.js';
import { type Client } from './client.js';

export interface Party extends Client {
  readonly tenantId: TenantId;
}

/** A tenant of a weight, with a key. */
export const addParty = async (system: System, name: string, weight: number): Promise<Party> => {
  const apiKey = createKey(system, name);
  const tenants = new TenantsRepository(system.database);
  const { id: tenantId } = await tenants.ensure(name);
  await tenants.update(tenantId, { weight });
  return { url: system.api.url, apiKey, tenantId };
};
