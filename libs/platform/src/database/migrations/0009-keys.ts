import { sql, type Kysely } from 'kysely';
import { belongsToTenant, tenantRole } from '../tenant-role.js';

/**
 * Keys that may do some things and not others, and expire; tenants with caps, who can be suspended; and who has done what. Keys
 * of before may do what they could, and nobody knows how they begin. Queued samples are counted over living runs of one tenant.
 */
const statements = [
  `alter table tenants
    add column suspended_reason text,
    add column in_flight_cap integer check (in_flight_cap >= 0),
    add column queued_cap integer check (queued_cap >= 0),
    add column daily_cap integer check (daily_cap >= 0),
    add column storage_bytes_cap bigint check (storage_bytes_cap >= 0),
    add column uploads_cap integer check (uploads_cap >= 0)`,
  `alter table api_keys
    add column prefix text,
    add column scopes text[] not null default '{read,write,admin}'
      check (scopes <@ '{read,write,admin,platform}' and cardinality(scopes) > 0),
    add column expires_at timestamptz,
    add column last_used_at timestamptz`,
  `alter table api_keys alter column scopes drop default`,
  `create index api_keys_of_tenant on api_keys (tenant_id, id)`,
  `create index runs_alive_of_tenant on runs (tenant_id) where status in ('queued', 'running')`,
  `create table audit_log (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    api_key_id text collate "C" not null,
    operation text not null,
    method text not null,
    path text not null,
    status integer not null,
    address text not null,
    correlation_id text not null,
    at timestamptz not null
  )`,
  `create index audit_log_of_tenant on audit_log (tenant_id, id)`,
  `grant select, insert, update (revoked_at) on api_keys to ${tenantRole}`,
];

export const keys = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'audit_log', ['select']);
  },
};
