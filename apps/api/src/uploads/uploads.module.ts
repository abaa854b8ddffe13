import { Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { UploadAdmission } from './upload-admission.js';

/** What uploads of every kind share: the room for what is on its way. */
@Module({
  providers: [
    {
      provide: UploadAdmission,
      inject: [PARTS],
      useFactory: ({ config }: ApiOptions) =>
        new UploadAdmission({ uploads: config.uploadsMax, bytes: config.uploadScratchBytes }),
    },
  ],
  exports: [UploadAdmission],
})
export class UploadsModule {}
