import { RunTalliesRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { SamplesModule } from '../samples/samples.module.js';
import { CohortFiguresController } from './cohort-figures.controller.js';
import { CohortFiguresService } from './cohort-figures.service.js';

@Module({
  imports: [SamplesModule],
  controllers: [CohortFiguresController],
  providers: [repository(RunTalliesRepository), CohortFiguresService],
})
export class CohortFiguresModule {}
