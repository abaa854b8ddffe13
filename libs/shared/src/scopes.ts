/**
 * What an API key may do; each of them alone. `read` and `write`: with what its tenant has made and uploaded. `admin`: with the
 * tenant's keys and its audit log. `platform`: with all tenants.
 */
export const scopes = ['read', 'write', 'admin', 'platform'] as const;
export type Scope = (typeof scopes)[number];

/** Those that a tenant gives to keys of its own. */
export const tenantScopes = ['read', 'write', 'admin'] as const satisfies readonly Scope[];
