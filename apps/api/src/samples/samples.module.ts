import { RunsRepository, SampleSpecs, SamplesRepository } from '@echocohort/platform';
import { type FactoryProvider, Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { repository } from '../repository.provider.js';
import { SamplesController } from './samples.controller.js';
import { SamplesService } from './samples.service.js';

const specs: FactoryProvider<SampleSpecs> = {
  provide: SampleSpecs,
  inject: [PARTS],
  useFactory: ({ storage }: ApiOptions) => new SampleSpecs(storage),
};

@Module({
  controllers: [SamplesController],
  providers: [repository(RunsRepository), repository(SamplesRepository), specs, SamplesService],
  exports: [SamplesService, RunsRepository, SampleSpecs],
})
export class SamplesModule {}
