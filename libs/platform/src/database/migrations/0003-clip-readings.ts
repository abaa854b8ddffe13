import { sql, type Kysely } from 'kysely';

/**
 * What a bundle's readers see in a clip; a row stands for the wish before it holds the reading. `attempts` counts beginnings,
 * so that a clip which ends its worker is given up like any other. The index holds open wishes alone: the leader finds the
 * next ones of each tenant without reading the rest.
 */
const statements = [
  `create table clip_readings (
    tenant_id text collate "C" not null references tenants,
    clip_id text collate "C" not null references clips,
    fingerprint text not null,
    status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
    attempts integer not null default 0,
    reading jsonb,
    sheet_key text,
    error jsonb,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (clip_id, fingerprint),
    check (status <> 'done' or (reading is not null and sheet_key is not null)),
    check (status <> 'failed' or error is not null)
  )`,
  `create index clip_readings_to_do on clip_readings (fingerprint, tenant_id, created_at) where status = 'pending'`,
];

export const clipReadings = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
