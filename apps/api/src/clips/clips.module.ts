import { ClipReadingsRepository, ClipsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ModelsModule } from '../models/models.module.js';
import { repository } from '../repository.provider.js';
import { ClipsController } from './clips.controller.js';
import { ClipsService } from './clips.service.js';
import { UploadFolder } from './upload-folder.js';

@Module({
  imports: [ModelsModule, DispatchModule],
  controllers: [ClipsController],
  providers: [repository(ClipsRepository), repository(ClipReadingsRepository), ClipsService, UploadFolder],
  exports: [ClipsService],
})
export class ClipsModule {}
