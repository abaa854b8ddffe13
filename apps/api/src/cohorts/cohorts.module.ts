import {
  CohortSourcesRepository,
  CohortsRepository,
  MadeFiguresRepository,
  RunDeletionsRepository,
  SamplesRepository,
} from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ModelsModule } from '../models/models.module.js';
import { repository } from '../repository.provider.js';
import { SamplesModule } from '../samples/samples.module.js';
import { QuotaModule } from '../tenants/quota.module.js';
import { CohortsController } from './cohorts.controller.js';
import { CohortsService } from './cohorts.service.js';

@Module({
  imports: [ModelsModule, SamplesModule, DispatchModule, QuotaModule],
  controllers: [CohortsController],
  providers: [
    repository(CohortsRepository),
    repository(CohortSourcesRepository),
    repository(MadeFiguresRepository),
    repository(RunDeletionsRepository),
    repository(SamplesRepository),
    CohortsService,
  ],
  exports: [CohortsService],
})
export class CohortsModule {}
