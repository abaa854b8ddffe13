import { RunDeletionsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { ClipsModule } from '../clips/clips.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ModelsModule } from '../models/models.module.js';
import { repository } from '../repository.provider.js';
import { SamplesModule } from '../samples/samples.module.js';
import { QuotaModule } from '../tenants/quota.module.js';
import { GenerationsController } from './generations.controller.js';
import { GenerationsService } from './generations.service.js';

@Module({
  imports: [ClipsModule, ModelsModule, SamplesModule, DispatchModule, QuotaModule],
  controllers: [GenerationsController],
  providers: [repository(RunDeletionsRepository), GenerationsService],
})
export class GenerationsModule {}
