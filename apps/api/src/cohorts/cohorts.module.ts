import {
  CohortSourcesRepository,
  CohortsRepository,
  MadeFiguresRepository,
  RunDeletionsRepository,
  SamplesRepository,
} from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { CohortItemsService } from '../cohort-items/cohort-items.service.js';
import { StoredItems } from '../cohort-items/stored-items.js';
import { CohortEstimates } from '../cohort-plan/cohort-estimates.service.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ModelsModule } from '../models/models.module.js';
import { repository } from '../repository.provider.js';
import { SamplesModule } from '../samples/samples.module.js';
import { QuotaModule } from '../tenants/quota.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { CohortsController } from './cohorts.controller.js';
import { CohortsService } from './cohorts.service.js';

@Module({
  imports: [ModelsModule, SamplesModule, DispatchModule, QuotaModule, UploadsModule],
  controllers: [CohortsController],
  providers: [
    repository(CohortsRepository),
    repository(CohortSourcesRepository),
    repository(MadeFiguresRepository),
    repository(RunDeletionsRepository),
    repository(SamplesRepository),
    CohortEstimates,
    CohortsService,
    StoredItems,
    CohortItemsService,
  ],
  exports: [CohortsService],
})
export class CohortsModule {}
