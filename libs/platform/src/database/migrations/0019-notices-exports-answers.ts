import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * When a tenant was last told that a cap is near: once a day and cap. And copies of all that names a tenant: `cursor` is where one
 * goes on, `parts` how many files it has, which fences whoever still writes one. A tenant has one under way at most. And what
 * requests with an idempotency key were answered with; a body of null: somebody is at it.
 */
const statements = [
  `create table quota_notices (
    tenant_id text collate "C" not null references tenants,
    cap text not null,
    day date not null,
    primary key (tenant_id, cap)
  )`,
  `create table exports (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    requested_at timestamptz not null default now(),
    finished_at timestamptz,
    cursor jsonb not null default '{"at": "rows", "table": "tenants", "after": null}',
    parts integer not null default 0,
    rows jsonb not null default '{}',
    objects bigint not null default 0,
    object_bytes bigint not null default 0,
    index_key text,
    check ((finished_at is null) = (index_key is null))
  )`,
  `create index exports_of_tenant on exports (tenant_id, id)`,
  `create unique index exports_under_way on exports (tenant_id) where finished_at is null`,
  `create table export_parts (
    export_id text collate "C" not null references exports on delete cascade,
    number integer not null,
    tenant_id text collate "C" not null,
    kind text not null,
    key text not null,
    lines integer not null,
    size_bytes bigint not null,
    sha256 text not null,
    primary key (export_id, number)
  )`,
  `create index export_parts_of_tenant on export_parts (tenant_id)`,
  `create table idempotent_answers (
    tenant_id text collate "C" not null references tenants,
    key text not null,
    body_sha256 text not null,
    body jsonb,
    location text,
    created_at timestamptz not null default now(),
    primary key (tenant_id, key)
  )`,
  `create index idempotent_answers_by_time on idempotent_answers (created_at)`,
];

export const noticesExportsAnswers = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'quota_notices', []);
    await belongsToTenant(db, 'exports', ['select', 'insert']);
    await belongsToTenant(db, 'export_parts', ['select']);
    await belongsToTenant(db, 'idempotent_answers', ['select', 'insert', 'update', 'delete']);
  },
};
