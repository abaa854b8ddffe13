import { ErasuresRepository, TenantsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { repository } from '../repository.provider.js';
import { ErasureController } from './erasure.controller.js';

@Module({
  imports: [AuthModule],
  controllers: [ErasureController],
  providers: [repository(ErasuresRepository), repository(TenantsRepository)],
})
export class ErasureModule {}
