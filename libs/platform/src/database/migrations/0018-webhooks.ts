import { sql, type Kysely } from 'kysely';
import { belongsToTenant } from '../tenant-role.js';

/**
 * Where events are sent, and what became of each. `position` is the number up to which an endpoint's events are dealt with: it
 * moves in the statement that writes down what the receiver said, so that whoever is killed before sends the same message
 * again. A delivery is one message to one endpoint; the index holds what somebody asked for by hand.
 */
const statements = [
  `create table webhooks (
    id text collate "C" primary key,
    tenant_id text collate "C" not null references tenants,
    url text not null,
    description text,
    kinds text[],
    enabled boolean not null,
    disabled_reason text,
    secret text not null,
    previous_secret text,
    previous_until timestamptz,
    position bigint not null,
    failures integer not null default 0,
    failing_since timestamptz,
    next_attempt_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    check ((previous_secret is null) = (previous_until is null)),
    check ((failures = 0) = (failing_since is null))
  )`,
  `create index webhooks_of_tenant on webhooks (tenant_id, id)`,
  `create table webhook_deliveries (
    id text collate "C" primary key,
    tenant_id text collate "C" not null,
    webhook_id text collate "C" not null references webhooks on delete cascade,
    message_id text not null,
    kind text not null,
    sequence bigint,
    status text not null check (status in ('queued', 'retrying', 'delivered', 'failed')),
    attempts integer not null default 0,
    attempted_at timestamptz,
    latency_ms integer,
    response_status integer,
    response_excerpt text,
    error text,
    created_at timestamptz not null default now(),
    unique (webhook_id, message_id)
  )`,
  `create index deliveries_of_webhook on webhook_deliveries (webhook_id, id)`,
  `create index deliveries_of_tenant on webhook_deliveries (tenant_id)`,
  `create index deliveries_by_hand on webhook_deliveries (id) where status = 'queued'`,
];

export const webhooks = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await belongsToTenant(db, 'webhooks', ['select', 'insert', 'update', 'delete']);
    await belongsToTenant(db, 'webhook_deliveries', ['select', 'insert', 'update']);
  },
};
