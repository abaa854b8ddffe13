import { ClipReadingsRepository, ClipsRepository } from '@echocohort/platform';
import { Module, type Provider } from '@nestjs/common';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ModelsModule } from '../models/models.module.js';
import { repository } from '../repository.provider.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { QuotaModule } from '../tenants/quota.module.js';
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
  imports: [ModelsModule, DispatchModule, QuotaModule],
  controllers: [ClipsController],
  providers: [repository(ClipsRepository), repository(ClipReadingsRepository), ClipsService, ClipFiles, admission],
  exports: [ClipsService, ClipsRepository, ClipReadingsRepository],
})
export class ClipsModule {}
