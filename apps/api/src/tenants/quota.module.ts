import { QuotaRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { Quota } from './quota.js';

/** For every feature that makes a tenant's belongings more. */
@Module({ providers: [repository(QuotaRepository), Quota], exports: [Quota] })
export class QuotaModule {}
