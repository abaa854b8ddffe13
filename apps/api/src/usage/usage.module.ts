import { TenantsRepository, UsageRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({
  controllers: [UsageController],
  providers: [repository(UsageRepository), repository(TenantsRepository), UsageService],
})
export class UsageModule {}
