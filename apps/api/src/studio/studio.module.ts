import { Module } from '@nestjs/common';
import { ClipsModule } from '../clips/clips.module.js';
import { ModelsModule } from '../models/models.module.js';
import { ClipPicturesController } from './clip-pictures.controller.js';
import { ClipPicturesService } from './clip-pictures.service.js';

/** What the studio needs of the API, beside what everybody uses. The studio itself is files: serve-studio.ts. */
@Module({
  imports: [ClipsModule, ModelsModule],
  controllers: [ClipPicturesController],
  providers: [ClipPicturesService],
})
export class StudioModule {}
