import { createHash, randomBytes } from 'node:crypto';
import { newApiKeyId, tenantScopes, type ApiKeyId, type Scope, type TenantId } from '@echocohort/shared';
import { sql, type Transaction } from 'kysely';
import { type Database } from '../database/database.js';
import { type Schema } from '../database/schema.js';
import { type Page } from '../persistence/page.js';

/** Who a request comes from, and what he may do. */
export interface Caller {
  readonly tenantId: TenantId;
  readonly apiKeyId: ApiKeyId;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  /** Why the tenant is suspended; null for one that is not. */
  readonly suspendedReason: string | null;
}

export interface NewApiKey {
  readonly name: string;
  /** What a tenant may, when left out. */
  readonly scopes?: readonly Scope[];
  /** Never, when left out. */
  readonly expiresAt?: Date | null;
}

/** A key as it can be shown at any time. */
export interface ApiKeyRow {
  readonly id: ApiKeyId;
  readonly name: string;
  /** What its secret begins with; null for a key that was made before this was kept. */
  readonly prefix: string | null;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const secretPattern = /^ec_[A-Za-z0-9_-]{43}$/;
/** Of 43 random characters 8 are shown: enough to tell keys apart, and the others hold 208 bits. */
const prefixChars = 'ec_'.length + 8;
const shown = ['id', 'name', 'prefix', 'scopes', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'] as const;

/** A secret has 256 random bits, so a plain hash of it cannot be guessed back; no slow hash is needed. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** API keys. Only the SHA-256 of a secret is stored: `create` is the one time that it can be read. */
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** @returns the key and its secret, `ec_` and 32 random bytes in base64url */
  create(tenantId: TenantId, key: NewApiKey): Promise<ApiKeyRow & { secret: string }> {
    return this.database.asTenant(tenantId, async (trx) => {
      const secret = `ec_${randomBytes(32).toString('base64url')}`;
      const { name, scopes = tenantScopes, expiresAt = null } = key;
      const row = await trx
        .insertInto('apiKeys')
        .values({
          ...{ id: newApiKeyId(), tenantId, name, scopes: [...scopes], expiresAt, revokedAt: null },
          ...{ prefix: secret.slice(0, prefixChars), secretSha256: hashOf(secret) },
        })
        .returning(shown)
        .executeTakeFirstOrThrow();
      return { ...row, secret };
    });
  }

  /**
   * Null for a secret that is malformed, unknown, expired or revoked. Says of the key that it was used, once a minute at most,
   * in the same round trip.
   */
  async authenticate(secret: string): Promise<Caller | null> {
    if (!secretPattern.test(secret)) return null;
    const valid = sql`
      secret_sha256 = ${hashOf(secret)} and revoked_at is null and (expires_at is null or expires_at > now())`;
    const { rows } = await sql<Caller>`
      with used as (
        update api_keys set last_used_at = now()
        where ${valid} and (last_used_at is null or last_used_at <= now() - interval '1 minute')
      )
      select api_keys.id as api_key_id, tenant_id, scopes, expires_at, tenants.suspended_reason
      from api_keys join tenants on tenants.id = tenant_id where ${valid}`.execute(this.database.db);
    return rows[0] ?? null;
  }

  /** Newest first, revoked ones too. */
  list(tenantId: TenantId, { after, limit }: Page<ApiKeyId>): Promise<ApiKeyRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('apiKeys')
        .select(shown)
        .where('tenantId', '=', tenantId)
        .$if(after !== undefined, (query) => query.where('id', '<', after as ApiKeyId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  find(tenantId: TenantId, id: ApiKeyId): Promise<ApiKeyRow | null> {
    return this.database.asTenant(tenantId, (trx) => keyOf(trx, tenantId, id));
  }

  /**
   * Ends a key. One that was revoked before stays as it is.
   * @returns the key as it is now; null when the tenant has no such key
   */
  revoke(tenantId: TenantId, id: ApiKeyId): Promise<ApiKeyRow | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      await trx
        .updateTable('apiKeys')
        .set({ revokedAt: sql<Date>`now()` })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .where('revokedAt', 'is', null)
        .execute();
      return keyOf(trx, tenantId, id);
    });
  }

  /** Lets a key do more; what it may already it goes on to. As the owner: no tenant may give himself anything. */
  async grant(id: ApiKeyId, scopes: readonly Scope[]): Promise<void> {
    await sql`
      update api_keys set scopes = array(select distinct unnest(scopes || ${[...scopes]}::text[]))
      where id = ${id} and not scopes @> ${[...scopes]}::text[]`.execute(this.database.db);
  }
}

const keyOf = async (trx: Transaction<Schema>, tenantId: TenantId, id: ApiKeyId): Promise<ApiKeyRow | null> => {
  const row = await trx
    .selectFrom('apiKeys')
    .select(shown)
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
};
