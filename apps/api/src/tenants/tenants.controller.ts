import { type Caller } from '@echocohort/platform';
import { type TenantId, tenantIdSchema } from '@echocohort/shared';
import { Body, Controller, Get, Header, Inject, Param, Patch, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import type { Response } from 'express';
import { RequestedBy, TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { IdempotentPost } from '../idempotency/idempotent-post.js';
import {
  type ChangeTenant,
  changeTenantSchema,
  type CreatedTenant,
  type CreateTenant,
  createTenantSchema,
  type TenantDetail,
  type TenantPage,
  type TenantPageQuery,
  tenantPageQuerySchema,
} from './tenants.schema.js';
import { TenantsService } from './tenants.service.js';

@Controller('v1')
export class TenantsController {
  constructor(@Inject(TenantsService) private readonly tenants: TenantsService) {}

  @Get('tenant')
  own(@TenantOfCaller() tenantId: TenantId): Promise<TenantDetail> {
    return this.tenants.get(tenantId);
  }

  @Post('tenants')
  @UseInterceptors(IdempotentPost)
  @Header('Cache-Control', 'no-store')
  async create(
    @Body(input(createTenantSchema)) body: CreateTenant,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedTenant> {
    const tenant = await this.tenants.create(body);
    response.setHeader('Location', `/v1/tenants/${tenant.id}`);
    return tenant;
  }

  @Get('tenants')
  list(@Query(input(tenantPageQuerySchema)) query: TenantPageQuery): Promise<TenantPage> {
    return this.tenants.list(query);
  }

  @Get('tenants/:tenantId')
  get(@Param('tenantId', input(tenantIdSchema)) id: TenantId): Promise<TenantDetail> {
    return this.tenants.get(id);
  }

  @Patch('tenants/:tenantId')
  change(
    @RequestedBy() caller: Caller,
    @Param('tenantId', input(tenantIdSchema)) id: TenantId,
    @Body(input(changeTenantSchema)) body: ChangeTenant,
  ): Promise<TenantDetail> {
    return this.tenants.change(caller, id, body);
  }
}
