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
  readonly #known: LRUCache<string, Caller, string>;

  constructor(@Inject(ApiKeysRepository) keys: ApiKeysRepository) {
    // A thousand requests at once ask once; a secret that nobody has is asked for again.
    this.#known = new LRUCache({
      ...{ max: 10_000, ttl: rememberMs, ignoreFetchAbort: true },
      fetchMethod: async (_hash, _stale, { context: secret }) => (await keys.authenticate(secret)) ?? undefined,
    });
  }

  async authenticate(secret: string): Promise<Caller | null> {
    if (!wellFormed.test(secret)) return null;
    const hash = createHash('sha256').update(secret).digest('base64');
    const caller = (await this.#known.fetch(hash, { context: secret })) ?? null;
    return caller?.expiresAt && caller.expiresAt <= new Date() ? null : caller;
  }

  /** What has changed of a key or of all keys of a tenant holds at once in this process. */
  forget(changed: ApiKeyId | TenantId): void {
    for (const [hash, { apiKeyId, tenantId }] of this.#known.entries())
      if (apiKeyId === changed || tenantId === changed) this.#known.delete(hash);
  }
}
