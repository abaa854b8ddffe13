import {
  ApiKeysRepository,
  type Caller,
  type Tenant,
  type TenantChange,
  TenantsRepository,
} from '@echocohort/platform';
import { EchoError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { cutPage } from '../http/page.schema.js';
import { createdKeyView } from '../keys/key.view.js';
import { expirySeconds, expiryText } from '../retention/expiry.js';
import { Quota } from './quota.js';
import {
  type ChangeTenant,
  type CreatedTenant,
  type CreateTenant,
  type TenantDetail,
  type TenantPage,
  type TenantPageQuery,
  type TenantView,
} from './tenants.schema.js';

const tenantView = ({
  id,
  name,
  weight,
  caps,
  expiresAfterSeconds,
  suspendedReason,
  createdAt,
}: Tenant): TenantView => ({
  id,
  name,
  status: suspendedReason === null ? 'active' : 'suspended',
  suspendedReason,
  weight,
  caps,
  expiresAfter: expiresAfterSeconds === null ? null : expiryText(expiresAfterSeconds),
  createdAt: createdAt.toISOString(),
});

/** A request by the names of the columns. */
const changeOf = ({ expiresAfter, ...change }: ChangeTenant): TenantChange => ({
  ...change,
  ...(expiresAfter !== undefined && {
    expiresAfterSeconds: expiresAfter === null ? null : expirySeconds(expiresAfter),
  }),
});

@Injectable()
export class TenantsService {
  constructor(
    @Inject(TenantsRepository) private readonly tenants: TenantsRepository,
    @Inject(ApiKeysRepository) private readonly keys: ApiKeysRepository,
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(Quota) private readonly quota: Quota,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
  ) {}

  /** With a first key, by which it makes its own. */
  async create({ name, ...wanted }: CreateTenant): Promise<CreatedTenant> {
    const tenant = await this.tenants.create(name, changeOf(wanted));
    const key = await this.keys.create(tenant.id, { name: 'first key' });
    return { ...tenantView(tenant), key: createdKeyView(key) };
  }

  async list({ after, limit }: TenantPageQuery): Promise<TenantPage> {
    const rows = await this.tenants.list({ after, limit: limit + 1 });
    return cutPage(rows, limit, tenantView, ({ id }) => id);
  }

  async get(id: TenantId): Promise<TenantDetail> {
    return this.#detail(id, await this.tenants.find(id));
  }

  /** Nobody suspends the tenant that his own key belongs to: who would let it go on? */
  async change(caller: Caller, id: TenantId, change: ChangeTenant): Promise<TenantDetail> {
    if (id === caller.tenantId && typeof change.suspendedReason === 'string')
      throw new EchoError('conflict', 'This is the tenant of the key that the request came with');
    const tenant = await this.tenants.update(id, changeOf(change));
    this.auth.forget(id);
    this.quota.forget(id);
    this.bell.ring();
    return this.#detail(id, tenant);
  }

  async #detail(id: TenantId, tenant: Tenant | null): Promise<TenantDetail> {
    if (tenant === null) throw new EchoError('not-found', `There is no tenant ${id}`);
    return { ...tenantView(tenant), used: await this.quota.standing(id) };
  }
}
