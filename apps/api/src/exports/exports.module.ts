import { ExportsRepository, TenantsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { TenantExportsController } from './tenant-exports.controller.js';

@Module({
  controllers: [ExportsController, TenantExportsController],
  providers: [repository(ExportsRepository), repository(TenantsRepository), ExportsService],
})
export class ExportsModule {}
