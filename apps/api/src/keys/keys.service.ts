import { ApiKeysRepository, type Caller } from '@echocohort/platform';
import { type ApiKeyId, EchoError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { cutPage } from '../http/page.schema.js';
import { createdKeyView, keyView } from './key.view.js';
import { type CreatedKey, type CreateKey, type KeyPage, type KeyPageQuery, type KeyView } from './keys.schema.js';

@Injectable()
export class KeysService {
  constructor(
    @Inject(ApiKeysRepository) private readonly keys: ApiKeysRepository,
    @Inject(AuthService) private readonly auth: AuthService,
  ) {}

  async create(tenantId: TenantId, { name, scopes, expiresAt }: CreateKey): Promise<CreatedKey> {
    const expiry = expiresAt === undefined ? null : new Date(expiresAt);
    return createdKeyView(await this.keys.create(tenantId, { name, scopes: [...new Set(scopes)], expiresAt: expiry }));
  }

  async list(tenantId: TenantId, { after, limit }: KeyPageQuery): Promise<KeyPage> {
    const rows = await this.keys.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, keyView, ({ id }) => id);
  }

  /** Revoking twice is fine. Nobody locks himself out, nor the platform's administrators by a tenant's own key. */
  async revoke(caller: Caller, id: ApiKeyId): Promise<KeyView> {
    if (id === caller.apiKeyId)
      throw new EchoError('conflict', 'This is the key that the request came with; revoke it by another one');
    const key = await this.keys.find(caller.tenantId, id);
    if (key?.scopes.includes('platform') === true && !caller.scopes.includes('platform'))
      throw new EchoError('forbidden', 'A key of scope platform is revoked by another key of that scope');
    const revoked = key && (await this.keys.revoke(caller.tenantId, id));
    if (revoked === null) throw new EchoError('not-found', `There is no key ${id}`);
    this.auth.forget(id);
    return keyView(revoked);
  }
}
