import { sql, type Kysely } from 'kysely';

/**
 * The first tables. Ids are text in "C" order, because an id's order is its age. The backlog's index is partial: a run
 * leaves it when its last sample is dispatched, so the dispatcher never reads finished runs.
 */
const statements = [
  `create table tenants (
    id text collate "C" primary key,
    name text not null unique,
    weight integer not null default 1 check (weight > 0),
    created_at timestamptz not null default now()
  )`,
  `create table api_keys (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    name text not null,
    secret_sha256 text not null unique,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`,
  `create table clips (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    original_name text not null,
    format text not null,
    frames integer not null check (frames > 0),
    height integer not null check (height > 0),
    width integer not null check (width > 0),
    frames_per_second double precision,
    frames_key text not null,
    sheet_key text not null,
    sha256 text not null,
    sector jsonb not null,
    view jsonb not null,
    created_at timestamptz not null default now()
  )`,
  `create index clips_of_tenant on clips (tenant_id, id)`,
  `create table runs (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    lane text not null check (lane in ('interactive', 'bulk')),
    spec jsonb not null,
    status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    samples_total integer not null check (samples_total > 0),
    next_index integer not null default 0 check (next_index between 0 and samples_total),
    succeeded integer not null default 0,
    accepted integer not null default 0 check (accepted <= succeeded),
    failed integer not null default 0 check (succeeded + failed <= samples_total),
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    error jsonb
  )`,
  `create index runs_of_tenant on runs (tenant_id, id)`,
  `create index runs_to_dispatch on runs (lane, tenant_id, id)
    where status in ('queued', 'running') and next_index < samples_total`,
  `create index runs_alive on runs (created_at) include (samples_total, succeeded, failed)
    where status in ('queued', 'running')`,
  `create table tickets (
    id text collate "C" primary key,
    run_id text collate "C" not null references runs,
    tenant_id text collate "C" not null,
    lane text not null,
    epoch integer not null check (epoch > 0),
    first integer not null check (first >= 0),
    count integer not null check (count > 0),
    remaining integer not null check (remaining between 0 and count),
    issued_at timestamptz not null default now()
  )`,
  `create index tickets_of_run on tickets (run_id)`,
  `create index tickets_by_age on tickets (issued_at)`,
  `create table samples (
    run_id text collate "C" not null references runs,
    index integer not null check (index >= 0),
    tenant_id text collate "C" not null,
    status text not null check (status in ('succeeded', 'failed')),
    target_ef_percent double precision not null,
    measured_ef_percent double precision,
    audit_ef_percent double precision,
    accepted boolean not null,
    attempts integer not null,
    frames integer not null,
    frames_per_second double precision not null,
    video_key text,
    sheet_key text,
    video_sha256 text,
    video_bytes integer,
    seconds double precision not null,
    provenance jsonb,
    error jsonb,
    created_at timestamptz not null default now(),
    primary key (run_id, index)
  )`,
  `create table idempotency_keys (
    tenant_id text collate "C" not null references tenants,
    key text not null,
    body_sha256 text not null,
    run_id text collate "C" not null references runs,
    created_at timestamptz not null default now(),
    primary key (tenant_id, key)
  )`,
  `create table outbox (
    id bigint generated always as identity primary key,
    tenant_id text collate "C" not null,
    topic text not null,
    payload jsonb not null,
    created_at timestamptz not null default now()
  )`,
];

export const initial = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
