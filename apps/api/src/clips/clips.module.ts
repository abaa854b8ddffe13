import { ClipsRepository } from '@echocohort/platform';
import { Module, type Provider } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { ClipFiles } from './clip-files.js';
import { ClipsController } from './clips.controller.js';
import { ClipsService } from './clips.service.js';
import { UploadAdmission } from './upload-admission.js';

const admission: Provider = {
  provide: UploadAdmission,
  inject: [PARTS],
  useFactory: ({ config }: ApiOptions) =>
    new UploadAdmission({ uploads: config.uploadsMax, bytes: config.uploadScratchBytes }),
};

@Module({
  controllers: [ClipsController],
  providers: [repository(ClipsRepository), ClipsService, ClipFiles, admission],
  exports: [ClipsService],
})
export class ClipsModule {}
