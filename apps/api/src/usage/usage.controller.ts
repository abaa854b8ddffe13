import { type TenantId, tenantIdSchema } from '@echocohort/shared';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type UsageQuery, usageQuerySchema, type UsageView } from './usage.schema.js';
import { UsageService } from './usage.service.js';

@Controller('v1')
export class UsageController {
  constructor(@Inject(UsageService) private readonly usage: UsageService) {}

  @Get('usage')
  own(@TenantOfCaller() tenantId: TenantId, @Query(input(usageQuerySchema)) period: UsageQuery): Promise<UsageView> {
    return this.usage.own(tenantId, period);
  }

  @Get('tenants/:tenantId/usage')
  of(
    @Param('tenantId', input(tenantIdSchema)) tenantId: TenantId,
    @Query(input(usageQuerySchema)) period: UsageQuery,
  ): Promise<UsageView> {
    return this.usage.of(tenantId, period);
  }
}
