import { RunFiguresRepository, RunsRepository, SchedulesRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { repository } from '../repository.provider.js';
import { FiringReports } from './firing-reports.service.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';

@Module({
  imports: [IdempotencyModule, CohortsModule, DispatchModule],
  controllers: [SchedulesController],
  providers: [
    repository(SchedulesRepository),
    repository(RunFiguresRepository),
    repository(RunsRepository),
    SchedulesService,
    FiringReports,
  ],
})
export class SchedulesModule {}
