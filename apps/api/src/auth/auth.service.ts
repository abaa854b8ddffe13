import { createHash } from 'node:crypto';
import { ApiKeysRepository, type Caller } from '@echocohort/platform';
import { type ApiKeyId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

const wellFormed = /^ec_[A-Za-z0-9_-]{43}$/;

/** How long another process may go on with what was true of a key or its tenant. */
const rememberMs = 30_000;

/** Who a key belongs to. Found keys are remembered for a moment, by their hash, so that a busy caller costs no query. */
@Injectable()
export class AuthService {
  readonly #known = new LRUCache<string, Caller>({ max: 10_000, ttl: rememberMs });

  constructor(@Inject(ApiKeysRepository) private readonly keys: ApiKeysRepository) {}

  async authenticate(secret: string): Promise<Caller | null> {
    if (!wellFormed.test(secret)) return null;
    const hash = createHash('sha256').update(secret).digest('base64');
    const known = this.#known.get(hash);
    if (known !== undefined) return known.expiresAt !== null && known.expiresAt <= new Date() ? null : known;
    const caller = await this.keys.authenticate(secret);
    if (caller !== null) this.#known.set(hash, caller);
    return caller;
  }

  /** What has changed of a key or of all keys of a tenant holds at once in this process. */
  forget(changed: ApiKeyId | TenantId): void {
    for (const [hash, { apiKeyId, tenantId }] of this.#known.entries())
      if (apiKeyId === changed || tenantId === changed) this.#known.delete(hash);
  }
}
