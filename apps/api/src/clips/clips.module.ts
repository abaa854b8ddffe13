import { ClipReadingsRepository, ClipsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ModelsModule } from '../models/models.module.js';
import { repository } from '../repository.provider.js';
import { QuotaModule } from '../tenants/quota.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { ClipFiles } from './clip-files.js';
import { ClipsController } from './clips.controller.js';
import { ClipsService } from './clips.service.js';

@Module({
  imports: [ModelsModule, DispatchModule, QuotaModule, UploadsModule],
  controllers: [ClipsController],
  providers: [repository(ClipsRepository), repository(ClipReadingsRepository), ClipsService, ClipFiles],
  exports: [ClipsService, ClipsRepository, ClipReadingsRepository],
})
export class ClipsModule {}
