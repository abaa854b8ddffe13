import { type Caller, type Erasure, ErasuresRepository, TenantsRepository } from '@echocohort/platform';
import { EchoError, fieldError, type TenantId, tenantIdSchema } from '@echocohort/shared';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { RequestedBy } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type ErasureView, type RequestErasure, requestErasureSchema } from './erasure.schema.js';

const inCamelCase = (table: string): string => table.replace(/_(\w)/g, (_, first: string) => first.toUpperCase());

const erasureView = ({ tenantId, requestedAt, finishedAt, objects, rows }: Erasure): ErasureView => ({
  tenantId,
  status: finishedAt === null ? 'running' : 'finished',
  requestedAt: requestedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
  erased: { objects, rows: Object.fromEntries(Object.entries(rows).map(([table, n]) => [inCamelCase(table), n])) },
  links: { self: `/v1/tenants/${tenantId}/erasure` },
});

@Controller('v1/tenants/:tenantId/erasure')
export class ErasureController {
  constructor(
    @Inject(ErasuresRepository) private readonly erasures: ErasuresRepository,
    @Inject(TenantsRepository) private readonly tenants: TenantsRepository,
    @Inject(AuthService) private readonly auth: AuthService,
  ) {}

  @Post()
  @HttpCode(202)
  async request(
    @RequestedBy() caller: Caller,
    @Param('tenantId', input(tenantIdSchema)) id: TenantId,
    @Body(input(requestErasureSchema)) { name }: RequestErasure,
  ): Promise<ErasureView> {
    if (id === caller.tenantId)
      throw new EchoError('conflict', 'This is the tenant of the key that the request came with');
    const tenant = await this.tenants.find(id);
    if (tenant !== null && tenant.name !== name)
      throw fieldError('invalid-request', 'name', 'expected the name of the tenant that is to be erased');
    const erasure = tenant && (await this.erasures.request(id));
    this.auth.forget(id);
    return this.#found(id, erasure);
  }

  @Get()
  async get(@Param('tenantId', input(tenantIdSchema)) id: TenantId): Promise<ErasureView> {
    return this.#found(id, await this.erasures.find(id));
  }

  #found(id: TenantId, erasure: Erasure | null): ErasureView {
    if (erasure === null) throw new EchoError('not-found', `There is no tenant ${id} that was to be erased`);
    return erasureView(erasure);
  }
}
