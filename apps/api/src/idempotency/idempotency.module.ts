import { IdempotentAnswersRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { IdempotentPost } from './idempotent-post.js';

/** For every feature that makes something by a POST. */
@Module({
  providers: [repository(IdempotentAnswersRepository), IdempotentPost],
  exports: [IdempotentAnswersRepository, IdempotentPost],
})
export class IdempotencyModule {}
