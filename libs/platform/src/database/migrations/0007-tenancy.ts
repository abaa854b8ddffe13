import { sql, type Kysely } from 'kysely';
import { belongsToTenant, tenantRole, type TenantRight } from '../tenant-role.js';

/**
 * The second wall between tenants: row-level security under a role of its own. A server's roles are common to all its
 * databases, so another migration may make this one at the same time; and since PostgreSQL 16 who has made a role may not
 * take it before he has granted it to himself. Superusers may take any.
 */
const makeRole = sql.raw(`do $$
  declare takes text := case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end;
  begin
    if not exists (select from pg_roles where rolname = '${tenantRole}') then
      begin
        create role ${tenantRole} nologin;
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if not pg_has_role(current_user, '${tenantRole}', takes) then
      begin
        grant ${tenantRole} to current_user;
      exception when unique_violation then null;
      end;
    end if;
  exception when insufficient_privilege then
    raise insufficient_privilege using message = format(
      'the database user %I may not make the role ${tenantRole}: let an administrator run '
      'create role ${tenantRole} nologin; grant ${tenantRole} to %I;', current_user, current_user);
  end $$`);

/** What requests do with each table. Nobody changes a sample, and nobody but the leader issues a ticket. */
const rights: Readonly<Record<string, readonly TenantRight[]>> = {
  api_keys: [],
  clips: ['select', 'insert'],
  clip_readings: ['select', 'insert', 'update'],
  runs: ['select', 'insert', 'update'],
  // To update is to lock.
  tickets: ['select', 'update', 'delete'],
  samples: ['select'],
  idempotency_keys: ['select', 'insert'],
  outbox: ['select', 'insert'],
};

export const tenancy = {
  async up(db: Kysely<unknown>): Promise<void> {
    await makeRole.execute(db);
    await sql`
      do $$ begin execute format('grant usage on schema %I to ${sql.raw(tenantRole)}', current_schema()); end $$`.execute(
      db,
    );
    await belongsToTenant(db, 'tenants', ['select'], 'id');
    for (const [table, may] of Object.entries(rights)) await belongsToTenant(db, table, may);
  },
};
