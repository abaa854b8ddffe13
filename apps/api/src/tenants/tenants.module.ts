import { TenantsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { repository } from '../repository.provider.js';
import { QuotaModule } from './quota.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [IdempotencyModule, AuthModule, DispatchModule, QuotaModule],
  controllers: [TenantsController],
  providers: [repository(TenantsRepository), TenantsService],
})
export class TenantsModule {}
