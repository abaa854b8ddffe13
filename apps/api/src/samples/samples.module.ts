import { RunsRepository, SamplesRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { SamplesController } from './samples.controller.js';
import { SamplesService } from './samples.service.js';

@Module({
  controllers: [SamplesController],
  providers: [repository(RunsRepository), repository(SamplesRepository), SamplesService],
  exports: [SamplesService, RunsRepository],
})
export class SamplesModule {}
