import { createHash, randomBytes } from 'node:crypto';
import { newApiKeyId, type ApiKeyId, type TenantId } from '@echocohort/shared';
import { type Database } from '../database/database.js';

/** Who a request comes from. */
export interface Caller {
  readonly tenantId: TenantId;
  readonly apiKeyId: ApiKeyId;
}

const secretPattern = /^ec_[A-Za-z0-9_-]{43}$/;

/** A secret has 256 random bits, so a plain hash of it cannot be guessed back; no slow hash is needed. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** API keys. Only the SHA-256 of a secret is stored: `create` is the one time that it can be read. */
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** @returns the id and the secret, `ec_` and 32 random bytes in base64url */
  async create(tenantId: TenantId, name: string): Promise<{ id: ApiKeyId; secret: string }> {
    const id = newApiKeyId();
    const secret = `ec_${randomBytes(32).toString('base64url')}`;
    const row = { id, tenantId, name, secretSha256: hashOf(secret), revokedAt: null };
    await this.database.db.insertInto('apiKeys').values(row).execute();
    return { id, secret };
  }

  /** Null for a secret that is malformed, unknown or revoked. */
  async authenticate(secret: string): Promise<Caller | null> {
    if (!secretPattern.test(secret)) return null;
    const row = await this.database.db
      .selectFrom('apiKeys')
      .select(['id', 'tenantId'])
      .where('secretSha256', '=', hashOf(secret))
      .where('revokedAt', 'is', null)
      .executeTakeFirst();
    return row ? { tenantId: row.tenantId, apiKeyId: row.id } : null;
  }

  /** @returns false when the tenant has no such key in force */
  async revoke(tenantId: TenantId, id: ApiKeyId): Promise<boolean> {
    const { numUpdatedRows } = await this.database.db
      .updateTable('apiKeys')
      .set({ revokedAt: new Date() })
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}
