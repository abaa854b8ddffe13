import { ApiKeysRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { repository } from '../repository.provider.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { AuthService } from './auth.service.js';
import { RateLimits } from './rate-limits.js';

@Module({
  providers: [repository(ApiKeysRepository), AuthService, RateLimits, { provide: APP_GUARD, useClass: ApiKeyGuard }],
  exports: [AuthService, ApiKeysRepository],
})
export class AuthModule {}
