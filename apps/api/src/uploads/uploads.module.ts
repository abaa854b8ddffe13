import { UploadsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { repository } from '../repository.provider.js';
import { UploadAdmission } from './upload-admission.js';
import { UploadsUnderWay } from './uploads-under-way.js';

/** What uploads of every kind share: the room for what is on its way, and what is left of those that fail. */
@Module({
  providers: [
    {
      provide: UploadAdmission,
      inject: [PARTS],
      useFactory: ({ config }: ApiOptions) =>
        new UploadAdmission({ uploads: config.uploadsMax, bytes: config.uploadScratchBytes }),
    },
    repository(UploadsRepository),
    UploadsUnderWay,
  ],
  exports: [UploadAdmission, UploadsUnderWay],
})
export class UploadsModule {}
