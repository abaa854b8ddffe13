import { ClipsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { ClipsController } from './clips.controller.js';
import { ClipsService } from './clips.service.js';
import { UploadFolder } from './upload-folder.js';

@Module({
  controllers: [ClipsController],
  providers: [repository(ClipsRepository), ClipsService, UploadFolder],
  exports: [ClipsService],
})
export class ClipsModule {}
